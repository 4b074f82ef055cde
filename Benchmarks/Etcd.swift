import Foundation

/// An etcd server with its JSON gateway on loopback.
final class Etcd {
    static let port = 23_790
    private let program: Program
    let endpoint = Endpoint.loopback(port)

    /// `nil` where etcd isn't installed.
    init?(folder: String) throws {
        let path = "/usr/bin/etcd"
        guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
        let client = "http://127.0.0.1:\(Self.port)"
        let peer = "http://127.0.0.1:\(Self.port + 1)"
        program = try Program(
            path,
            [
                "--name", "bench", "--data-dir", folder + "/etcd", "--listen-client-urls", client,
                "--advertise-client-urls", client, "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                "--initial-cluster", "bench=\(peer)", "--log-level", "error",
            ], log: folder + "/etcd.log")
        try Stopwatch.wait("etcd to be ready", every: 50_000) {
            guard let connection = try? Connection(endpoint) else { return false }
            defer { connection.close() }
            return (try? connection.ask(Self.put("ready", "yes"))) != nil
        }
    }

    func stop() throws { try program.stop() }

    /// Stores a text; its base64 form is given by the caller.
    static func put(_ key: String, base64 value: String) -> HTTPRequest {
        HTTPRequest("POST", "/v3/kv/put", body: #"{"key":"\#(base64(key))","value":"\#(value)"}"#)
    }

    static func put(_ key: String, _ value: String) -> HTTPRequest { put(key, base64: base64(value)) }

    static func range(_ key: String) -> HTTPRequest {
        HTTPRequest("POST", "/v3/kv/range", body: #"{"key":"\#(base64(key))"}"#)
    }

    static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
}
