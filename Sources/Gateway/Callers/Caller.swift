import Glibc
import NIOCore
import NIOHTTP1
import Store
import Synchronization

/// Who sends the requests of a connection, and what they may do.
///
/// The actor that is kept with a change has the form `uid:1000(alice)`. When the login user is another,
/// ` login:1001(bob)` follows, and then ` via curl[4711]`, the program and its process id. Over TCP it is `token:<name>`.
/// A filter by actor matches the whole, its first words, or the name of either user.
final class Caller: Sendable {
    private enum Way: Sendable {
        case unix(PeerCredentials?, @Sendable (pid_t) -> CallerProcess?, UserNames)
        case tcp(BearerTokens, host: String)
    }

    private let way: Way
    private let known = Mutex<String?>(nil)

    private init(_ way: Way) { self.way = way }

    /// Somebody on the unix socket, whom the kernel knows.
    static func unix(
        _ credentials: PeerCredentials?, _ lookup: @escaping @Sendable (pid_t) -> CallerProcess?, _ names: UserNames
    ) -> Caller {
        Caller(.unix(credentials, lookup, names))
    }

    /// Somebody on a loopback address, known only by a token.
    static func tcp(_ tokens: BearerTokens, host: String) -> Caller { Caller(.tcp(tokens, host: host)) }

    /// Refuses what a browser sends on behalf of a foreign page: DNS rebinding, and scripts of other origins.
    func checkOrigin(_ head: HTTPRequestHead) throws(Problem) {
        guard case .tcp(_, let listening) = way else { return }
        let host = head.headers.first(name: "host") ?? ""
        guard HostName(host).isLocal(listening) else {
            throw Problem(.forbidden, .forbiddenHost, "Host is localhost, 127.0.0.1 or [::1], not '\(host.prefix(64))'")
        }
        if let origin = head.headers.first(name: "origin"), origin != "http://\(host)" {
            throw Problem(.forbidden, .forbiddenOrigin, "Origin isn't http://\(host)")
        }
    }

    /// Refuses a token that isn't known; none will do for reading.
    func checkCredentials(_ head: HTTPRequestHead) throws(Problem) {
        guard case .tcp(let tokens, _) = way, let given = head.headers.first(name: "authorization") else { return }
        _ = try tokens.name(given)
    }

    /// Refuses who may only read.
    func checkMayWrite(_ head: HTTPRequestHead) throws(Problem) {
        guard case .tcp(let tokens, _) = way else { return }
        guard let given = head.headers.first(name: "authorization") else {
            throw .unauthorized("writing over TCP needs a token: -H 'Authorization: Bearer …'")
        }
        _ = try tokens.name(given)
    }

    /// Whether a request comes from another host: over TCP, or from a command line that says in which session of ssh it runs.
    ///
    /// Whoever is on the unix socket is believed: it is his own change that stays for want of a confirmation.
    func isRemote(_ headers: HTTPHeaders) -> Bool {
        switch way {
        case .tcp: true
        case .unix: headers.first(name: Self.sessionHeader)?.isEmpty == false
        }
    }

    /// Whether requests come over TCP.
    var isOverTCP: Bool {
        if case .tcp = way { true } else { false }
    }

    /// The header in which a command line says `SSH_CONNECTION` (ssh(1)).
    static let sessionHeader = "x-ssh-connection"

    /// The actor of a write; the first time it may read files.
    func actor(_ headers: HTTPHeaders) async throws(Problem) -> String {
        if let actor = try knownActor(headers) { return actor }
        guard case .unix(let credentials?, let lookup, let names) = way else { return "uid:unknown" }
        let actor = await Blocking.run { Self.describe(credentials, lookup, names) }
        known.withLock { $0 = actor }
        return actor
    }

    /// The actor of a write if no file has to be read for it, else `nil`.
    func knownActor(_ headers: HTTPHeaders) throws(Problem) -> String? {
        switch way {
        case .tcp(let tokens, _): "token:" + (try tokens.name(headers.first(name: "authorization") ?? ""))
        case .unix: known.withLock { $0 }
        }
    }

    /// Who it is, as far as is known without a look at files; of an unknown token `tcp`.
    func name(_ headers: HTTPHeaders) -> String {
        switch way {
        case .tcp: (try? knownActor(headers)) ?? "tcp"
        case .unix(let credentials, _, _):
            known.withLock { $0 } ?? credentials.map { "uid:\($0.user)[\($0.process)]" } ?? "uid:unknown"
        }
    }

    private static func describe(
        _ credentials: PeerCredentials, _ lookup: (pid_t) -> CallerProcess?, _ names: UserNames
    ) -> String {
        var actor = "uid:\(credentials.user)(\(names.name(credentials.user)))"
        guard credentials.process > 0, let process = lookup(credentials.process) else { return actor }
        if let login = process.loginUID, login != credentials.user {
            actor += " login:\(login)(\(names.name(login)))"
        }
        return actor + " via \(printable(process.command))[\(credentials.process)]"
    }

    /// A program names itself as it likes; what could be taken for another part of the actor is replaced.
    private static func printable(_ command: String) -> String {
        String(command.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "_" })
    }
}

/// A process that sends requests, as `/proc` shows it.
public struct CallerProcess: Hashable, Sendable {
    /// Its name, from `/proc/<pid>/comm`.
    public var command: String
    /// The file that it runs, from `/proc/<pid>/exe`; `nil` if it can't be read.
    public var executable: String?
    /// The user who logged in, from `/proc/<pid>/loginuid`; `nil` when nobody did.
    public var loginUID: UInt32?

    /// A process from its parts.
    public init(command: String, executable: String? = nil, loginUID: UInt32? = nil) {
        self.command = command
        self.executable = executable
        self.loginUID = loginUID
    }
}
