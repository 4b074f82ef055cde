import HostConfiguration
import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `Limits of a machine configuration` {
    private func detail(_ text: String) -> String {
        do {
            _ = try ConfigurationText(text)
            return ""
        } catch {
            return error.all.map(\.detail).joined(separator: "\n")
        }
    }

    @Test func `aliases of aliases are counted, and refused when they become too many`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        #expect(detail(text).contains("an alias can't be a member's name") || detail(text).contains("values"))
        var block = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            block += "a\(level): &a\(level)\n" + String(repeating: "  - *a\(level - 1)\n", count: 10)
        }
        #expect(detail(block).contains("more than \(ConfigurationLimit.values) values"))
    }

    @Test(arguments: [
        "? *a1\n: 1\n", "*a1 : 1\n", "{*a1 : 1}\n", "{*a1}\n", "{ # :\n *a1 }\n", "{x: 1, *a1, y: 2}\n",
        "[? *a1 : 1]\n",
        "? - *a1\n: 1\n", "{[*a1]: 1}\n", "- ? *a1\n",
    ])
    func `aliases can't be names, wherever names stand`(_ name: String) {
        #expect(detail("- &a1 [x]\n- \(name.split(separator: "\n").joined(separator: "\n  "))\n").contains("alias"))
    }

    @Test func `aliases as values are followed`() throws {
        let text = """
            apiVersion: v1alpha1
            kind: LinkConfig
            name: eth0
            addresses:
              - address: &address 192.0.2.1/24
            routes:
              - destination: *address
            """
        let link = try #require(try MachineConfiguration(text: text).all(LinkConfig.self).first)
        #expect(link.document.link.routes.first?.destination?.description == "192.0.2.1/24")
    }

    @Test func `depth, size and number of documents are bounded`() {
        #expect(detail(String(repeating: "[", count: 100) + String(repeating: "]", count: 100)).contains("deeper"))
        #expect(!detail(String(repeating: "[", count: 100_000)).isEmpty)
        #expect(!detail(String(repeating: "- ", count: 100_000)).isEmpty)
        #expect(detail(String(repeating: "#", count: ConfigurationLimit.textLength + 1)).contains("bytes"))
        #expect(detail(String(repeating: "a: 1\n---\n", count: ConfigurationLimit.documents + 2)).contains("documents"))
        #expect(detail("[" + String(repeating: "1,", count: ConfigurationLimit.values + 1) + "]").contains("values"))
    }

    @Test(.timeLimit(.minutes(1))) func `a secret at the end of a long line is found soon`() throws {
        let members = (0..<20_000).map { "\"a\($0)\": {\"token\": \"t\($0)\"}" }.joined(separator: ", ")
        let text = try ConfigurationText("{\(members)}")
        #expect(text.secrets.count == 20_000)
        #expect(text.secrets.last?.value == "t19999")
    }
}
