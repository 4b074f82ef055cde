import HostConfiguration
import NetworkTypes
import Resources
import TestSupport
import Testing

@Suite struct `Selectors of links` {
    private let link: LinkStatus = {
        var link = LinkStatus()
        link.permanentAddr = HardwareAddress("00:1a:2b:3c:4d:5e")
        (link.driver, link.busPath, link.mtu, link.altNames) = (
            "virtio_net", "0000:00:03.0", 1500, ["enp0s3", "uplink"]
        )
        return link
    }()

    @Test(arguments: [
        (#"mac(link.permanent_addr) == "00:1a:2b:3c:4d:5e""#, true),
        (#"glob("00:1a:2b:*", mac(link.permanent_addr))"#, true),
        (#"glob('00:1a:2c:*', mac(link.permanent_addr))"#, false),
        ("link.type == 1", true), ("link.type != 1u", false), ("link.mtu >= 1500 && link.mtu < 1501", true),
        ("!(link.mtu <= 1499) && !link.link_state", true), (#""uplink" in link.alt_names"#, true),
        (#"link.alt_names.exists(name, glob("enp*", name))"#, true),
        (#"link.alt_names.exists(name, name == "enp" || name.endsWith("s4"))"#, false),
        (#"!link.alt_names.exists(n, n == "x") && [1, 2].exists(n, n > 1)"#, true),
        (#"link.driver in ["e1000", "virtio_net"]"#, true), ("link.mtu in [9000, -1]", false),

        (#"link.driver.startsWith("virtio") && link.bus_path.endsWith(".0") && link.bus_path.contains(":00:")"#, true),
        // || binds less than &&.
        ("true || false && false", true), ("(true || false) && false", false), ("size(link.driver) > 9", true),
        (#"link.kind == "" && link.driver == "say \"it\"""#, false),
    ])
    func `decide as they say`(text: String, isMatch: Bool) throws {
        #expect(try LinkExpression(text).matches(link) == isMatch)
    }

    @Test(arguments: [
        ("", 1, "a value"), ("disk.size > 120", 1, "'disk' isn't known"), ("link", 5, "'.'"),
        ("link.speed == 1", 6, "a member of link"), ("link.mtu", 1, "true or false"),
        ("link.mtu == '1'", 13, "a number"),
        ("link.permanent_addr == '00:00'", 21, "mac("), ("mac(link.driver) == ''", 5, "an address"),
        ("link.mtu in ['a']", 13, "a list"), ("true && link.mtu", 9, "true or false"), ("(true", 6, "')'"),
        ("true)", 5, "should end"), ("'abc", 1, "doesn't end"), ("link.mtu = 1", 10, "'='"),
        ("link.driver.exists(n, true)", 13, "exists after a list"),
        ("link.alt_names.exists(n, n)", 26, "true or false"),
        ("link.alt_names.exists(link, true)", 23, "a name"),
        ("link.alt_names.exists(n, true) && n == ''", 35, "isn't known"),
        ("link.alt_names.exists(n, link.alt_names.exists(m, true))", 48, "within exists"),
        ("[1, 'a'] == [1]", 5, "not both"), ("link.mtu in []", 14, "not none"),
        ("link.link_state < true", 17, "numbers or texts"), ("99999999999999999999 == 1", 1, "a whole number"),
    ])
    func `say what is wrong and where`(text: String, column: Int, words: String) {
        let fault = #expect(throws: ExpressionFault.self) { try LinkExpression(text) }
        #expect(fault?.column == column)
        #expect(fault?.detail.contains(words) == true, "\(fault?.detail ?? "")")
    }

    @Test func `are refused when they are too long or too deep, and random ones never crash`() async {
        for text in [
            String(repeating: "!", count: 500) + "true", String(repeating: "(", count: 500),
            "'" + String(repeating: "a", count: 2000),
        ] {
            #expect(throws: ExpressionFault.self) { try LinkExpression(text) }
        }
        let parts = [
            "link.", "mtu", "'a'", "1", "(", ")", "&&", "||", "!", "==", "in", "[", "]", ",", " ", "mac", "glob", "é",
            "\\", ".",
        ]
        var generator = SeededGenerator(seed: 3)
        var read = 0
        for round in 0..<20_000 {
            // Others want their turn: there are as few threads as cores.
            if round % 16 == 0 { await Task.yield() }
            let count = Int.random(in: 1...8, using: &generator)
            let text = (0..<count).map { _ in parts[Int.random(in: 0..<parts.count, using: &generator)] }.joined()
            if let expression = try? LinkExpression(text) {
                read += 1
                _ = expression.matches(link)
            }
        }
        #expect(read > 0)
    }

    @Test(arguments: [
        ("*", "", true), ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-b-b", false), ("?x", "ax", true), ("?x", "x", false),
        ("0000:01*", "0000:01:00.0", true), ("", "", true), ("", "a", false), ("**a", "bba", true),
    ])
    func `patterns fit whole texts`(pattern: String, text: String, isMatch: Bool) {
        #expect(Glob(pattern).matches(text) == isMatch)
    }
}
