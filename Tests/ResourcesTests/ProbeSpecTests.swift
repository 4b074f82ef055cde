import NetworkTypes
import Resources
import Testing

@Suite struct `Probes` {
    private let type = ResourceType(ProbeSpec.self)

    private func faults(_ id: String, _ spec: JSON) -> [String] {
        do throws(Faults) {
            _ = try type.canonicalSpec(spec, id: "api/" + id, at: .root)
            return []
        } catch {
            return error.all.map { "\($0.pointer): \($0.detail)" }
        }
    }

    @Test func `are said by the id alone, or with more beside it`() throws {
        let plain = try JSON(parsing: type.canonicalSpec([:], id: "api/tcp:192.0.2.1:443", at: .root))
        #expect(plain["tcp"] == ["endpoint": "192.0.2.1:443", "timeout": "10s"])
        #expect(plain["interval"] == "1s" && plain["failureThreshold"] == 0 && plain["http"] == nil)
        let timed = try JSON(
            parsing: type.canonicalSpec(["tcp": ["timeout": "500ms"]], id: "api/tcp:[2001:db8::1]:80", at: .root))
        #expect(timed["tcp"] == ["endpoint": "[2001:db8::1]:80", "timeout": "500ms"])
        let web = try JSON(
            parsing: type.canonicalSpec(["interval": "60s"], id: "api/http:http://example.com/health?x=1", at: .root))
        #expect(web["http"]?["url"] == "http://example.com/health?x=1" && web["interval"] == "1m0s")
    }

    @Test(arguments: ["?token=word", "?a=1&sig=word"])
    func `hold no secret, which would be shown`(_ query: String) {
        let found = faults("http:http://example.com/health" + query, [:])
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains("can't hold a secret") == true && found.first?.contains("word") == false)
        #expect(faults("http:http://example.com/health?token=&tokens=word", [:]).isEmpty)
    }

    @Test func `are refused with all that is wrong`() {
        let bad: JSON = ["interval": "1ms", "failureThreshold": -1, "tcp": ["timeout": "2h"]]
        let places = faults("tcp:example.com:80", bad).map { $0.prefix { $0 != ":" } }
        #expect(places == ["/failureThreshold", "/tcp/timeout"])
        #expect(faults("tcp:example.com:80", ["interval": "1d"]).isEmpty)
        #expect(faults("tcp:example.com:80", ["interval": "1ms"]).first?.contains("from 100ms to 24h0m0s") == true)
        #expect(faults("tcp:example.com:80", ["http": ["url": "http://example.com"]]).count == 1, "both")
        #expect(
            faults("tcp:example.com:80", ["tcp": ["endpoint": "example.com:81"]]).first?.hasPrefix("/tcp: ") == true)
        for id in [
            "tcp:example.com", "tcp:example.com:0", "tcp::80", "tcp:2001:db8::1:80", "udp:example.com:53",
            "http:example.com",
            "http:ftp://example.com", "http:http://", "http:http://example.com/#top", "http:http://1.2.3/",
        ] {
            let found = faults(id, [:])
            #expect(found.count == 1 && found[0].contains("it has the form"), "\(id): \(found)")
        }
    }

    @Test func `a password is refused and not repeated`() {
        for found in [
            faults("http:http://user:pass@example.com/", [:]),
            faults("http:http://example.com/", ["http": ["url": "http://user:pass@example.com/"]]),
        ] {
            #expect(found.count == 1 && found[0].hasPrefix("/http/url: ") && !found[0].contains("pass@"))
        }
    }

    @Test func `of https are refused with what can be done instead`() {
        let found = faults("http:https://example.com/", [:])
        #expect(found.count == 1 && found[0].contains("https") && found[0].contains("tcp:example.com:443"))
    }

    @Test func `URLs have one spelling`() {
        #expect(ProbeURL("HTTP://Example.COM:80/A?b")?.description == "http://example.com/A?b")
        #expect(ProbeURL("http://[2001:DB8::1]:8080")?.description == "http://[2001:db8::1]:8080")
        #expect(ProbeURL("http://example.com:8080?x")?.endpoint?.description == "example.com:8080")
        #expect(ProbeURL("https://example.com")?.endpoint?.port == 443)
        #expect(type.canonicalID("api/http:http://Example.com:80/") == "api/http:http://example.com/")
    }

    @Test(arguments: ["a.example.com:1", "192.0.2.1:65535", "[::1]:80", "localhost:8080"])
    func `endpoints are read and written`(_ text: String) {
        #expect(Endpoint(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", "a", "a:", "a:0", "a:65536", "a:+1", "::1:80", "[192.0.2.1]:80", "[::1]80", "256.1.1.1:80", "a b:1",
    ])
    func `what is no endpoint is refused`(_ text: String) {
        #expect(Endpoint(text) == nil)
    }

    @Test(arguments: [
        "gateway", "dns:localhost", "tcp:192.0.2.1:22", "tcp:[2001:db8::1]:443", "http:http://192.0.2.1/health",
    ])
    func `of confirm windows are one word each`(_ text: String) { #expect(ConfirmProbe(text)?.description == text) }

    @Test(arguments: [
        "", "gateway:", "gateway:x", "dns:", "dns:a b", "tcp:", "tcp:a", "http:", "http:https://a/", "ping", "GATEWAY",
        "http:http://user:pass@a/", "http:http://a/?token=x",
    ])
    func `of confirm windows that can't be tried are refused`(_ text: String) { #expect(ConfirmProbe(text) == nil) }
}
