import NIOHTTP1
import Resources
import Testing

@testable import Netstrata

@Suite struct `The client` {
    @Test func `sends a request and reads the answer`() async throws {
        let answer = ["HTTP/1.1 200 OK\r\nContent-Length: 8\r\nETag: \"a-1\"\r\n\r\n", "{\"a\"", ":1}\n"]
        let sent = try await CannedDaemon.run(answer) { client in
            var request = APIRequest(.PUT, "/v1/x", json: ["b": 2])
            request.addHeader("X-Change-Message", "why é")
            let response = try await client.send(request)
            #expect(response.status == 200)
            #expect(response.headers.first(name: "ETag") == "\"a-1\"")
            #expect(try response.json() == ["a": 1])
        }
        #expect(sent.hasPrefix("PUT /v1/x HTTP/1.1\r\n"))
        #expect(sent.contains("X-Change-Message: why é\r\n"))
        #expect(sent.contains("Content-Length: 7\r\n"))
    }

    @Test func `throws what the daemon refuses`() async throws {
        let answer = ["HTTP/1.1 412 Precondition Failed\r\nContent-Length: 16\r\n\r\n", "{\"detail\":\"no\"}\n"]
        _ = try await CannedDaemon.run(answer) { client in
            let problem = Problem(status: 412, body: Array("{\"detail\":\"no\"}".utf8))
            await #expect(throws: ClientError.problem(problem, subject: "T/x")) {
                _ = try await client.send(APIRequest(.GET, "/"), about: "T/x")
            }
        }
    }

    @Test func `hands on each line of a stream as it comes`() async throws {
        let answer = [
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\none\n\r\n", "2\r\ntw\r\n", "2\r\no\n\r\n",
            "0\r\n\r\n",
        ]
        _ = try await CannedDaemon.run(answer) { client in
            var lines: [String] = []
            try await client.stream(APIRequest(.GET, "/")) { lines.append($0) }
            #expect(lines == ["one", "two"])
        }
    }

    @Test(arguments: [
        [], ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "cut"],
        ["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "4\r\none\n\r\n"], ["what is this?\r\n\r\n"],
    ])
    func `never takes a part for the whole`(pieces: [String]) async throws {
        _ = try await CannedDaemon.run(pieces) { client in
            await #expect {
                _ = try await client.send(APIRequest(.GET, "/"))
            } throws: { error in
                (error as? ClientError)?.status == .unreachable
            }
        }
    }

    @Test func `follows the next page`() async throws {
        let answer = ["HTTP/1.1 200 OK\r\nContent-Length: 0\r\nLink: </v1/x?pageToken=ab>; rel=\"next\"\r\n\r\n"]
        _ = try await CannedDaemon.run(answer) { client in
            let response = try await client.send(APIRequest(.GET, "/"))
            #expect(response.nextPage == "/v1/x?pageToken=ab")
        }
    }

    @Test func `says that nothing is there`() async {
        await #expect(throws: ClientError.unreachable(socket: "/nonexistent.sock", detail: "the socket doesn't exist"))
        {
            _ = try await APIClient(socketPath: "/nonexistent.sock").send(APIRequest(.GET, "/"))
        }
    }

    @Test func `refuses a path that no socket can have`() async {
        await #expect {
            _ = try await APIClient(socketPath: "/" + String(repeating: "x", count: 200)).send(APIRequest(.GET, "/"))
        } throws: { error in
            (error as? ClientError)?.status == .usage
        }
    }
}
