import NetworkTypes
import TestSupport
import Testing

@Suite struct `A named number` {
    private func check<Value: NamedNumber>(_: Value.Type) {
        #expect(Set(Value.names.map(\.0)).count == Value.names.count, "\(Value.self) gives each number one name")
        #expect(Set(Value.names.map { $0.1.lowercased() }).count == Value.names.count)
        for (number, name) in Value.names {
            #expect(Value(name)?.rawValue == number)
            #expect(Value(name.uppercased())?.rawValue == number)
            #expect(Value(String(number))?.rawValue == number)
            #expect(Value(rawValue: number).description == name)
            #expect(RawValueText.isName(name), "\(name) can't be taken for a number or a list")
        }
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<1000 {
            let value = Value(rawValue: Value.RawValue.random(in: 0...Value.RawValue.max, using: &generator))
            #expect(Value(value.description) == value)
        }
        for text in ["", " ", "-1", "+1", "-0", "01x", "nonsense", "99999999999999999999", "1.0", "0x1"] {
            #expect(Value(text) == nil, "\(Value.self): \(text)")
        }
    }

    @Test func `reads back from its name and from its number, known or not`() {
        check(RouteScope.self)
        check(RouteType.self)
        check(RouteProtocol.self)
        check(RoutingTable.self)
        check(RuleAction.self)
        check(LinkType.self)
        check(OperationalState.self)
    }

    @Test func `that a newer kernel defines is shown as it is`() {
        #expect(RouteProtocol(rawValue: 250).description == "250")
        #expect(RoutingTable("100")?.rawValue == 100)
        #expect(RouteScope("256") == nil, "but not beyond the field's width")
    }
}

@Suite struct `A set of named flags` {
    private func check<Flags: NamedFlags>(_: Flags.Type) {
        let known = Flags.names.reduce(UInt32(0)) { $0 | $1.0 }
        for (bit, name) in Flags.names {
            #expect(bit.nonzeroBitCount == 1)
            #expect(Flags(name)?.rawValue == bit)
            #expect(RawValueText.isName(name))
        }
        #expect(known.nonzeroBitCount == Flags.names.count, "\(Flags.self) gives each bit one name")
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<1000 {
            let bits = UInt32.random(in: 0...UInt32.max, using: &generator)
            let text = Flags(rawValue: bits).description
            #expect(Flags(text)?.rawValue == bits & known, "bits without a name aren't printed")
        }
        #expect(Flags("")?.rawValue == 0)
        let names = Flags.names.prefix(2)
        let spaced = names.map { " \($0.1.uppercased()) " }.joined(separator: ",")
        #expect(Flags(spaced)?.rawValue == names.reduce(0) { $0 | $1.0 })
        for text in ["nonsense", "1", "\(names[0].1) \(names[1].1)", "\(names[0].1);"] { #expect(Flags(text) == nil) }
    }

    @Test func `reads back from its list of names`() {
        check(AddressFlags.self)
        check(LinkFlags.self)
        check(RouteFlags.self)
    }
}

@Suite struct `An address family` {
    @Test func `reads back from its name`() {
        for family in AddressFamily.allCases { #expect(AddressFamily(family.description) == family) }
        #expect(AddressFamily("INET6") == .inet6)
        for text in ["", "ipv4", "inet", "4"] { #expect(AddressFamily(text) == nil) }
    }
}

private enum RawValueText {
    static func isName(_ text: String) -> Bool {
        text.first?.isNumber == false && !text.contains(",") && !text.contains(" ") && !text.contains("/")
    }
}
