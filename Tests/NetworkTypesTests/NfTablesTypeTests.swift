import NetworkTypes
import TestSupport
import Testing

@Suite struct `The priority of a chain` {
    @Test(
        arguments: [
            (0, "filter"), (10, "filter+10"), (11, "11"), (-10, "filter-10"), (-140, "mangle+10"),
            (-110, "nat-dest-10"),
            (-150, "mangle"), (-100, "nat-dest"), (100, "nat-source"), (Int32.min, "first"), (Int32.max, "last"),
            (Int32.min + 3, "first+3"), (Int32.max - 3, "last-3"), (-5000, "-5000"), (300, "conntrack-helper"),
        ] as [(Int32, String)])
    func `prints with a name where one is near`(_ number: Int32, _ text: String) {
        #expect(NfTablesPriority(rawValue: number).description == text)
        #expect(NfTablesPriority(text)?.rawValue == number)
    }

    @Test func `parses back whatever number it is`() {
        var generator = SeededGenerator(seed: 6)
        let near = NfTablesPriority.names.flatMap { name in (-12...12).map { Int64(name.number) + $0 } }
        let numbers =
            near.compactMap { Int32(exactly: $0) }
            + (0..<2000).map { _ in Int32.random(in: .min ... .max, using: &generator) }
        for number in numbers {
            let priority = NfTablesPriority(rawValue: number)
            #expect(NfTablesPriority(priority.description) == priority, "\(number)")
        }
    }

    @Test func `is read with nft's names, spaces and signs`() {
        #expect(NfTablesPriority("dstnat")?.rawValue == -100)
        #expect(NfTablesPriority("srcnat - 5")?.rawValue == 95)
        #expect(NfTablesPriority("filter + 200")?.rawValue == 200)
        #expect(NfTablesPriority("nat-dest-5")?.rawValue == -105)
        #expect(NfTablesPriority("+7")?.rawValue == 7)
    }

    @Test(arguments: [
        "", "-", "+", "filter10", "filter+", "filter++1", "filter+x", "last+1", "first-1", "2147483648", "1.5",
        "Filter+1a",
        "filter+99999999999", "0x10",
    ])
    func `isn't read from anything else`(_ text: String) { #expect(NfTablesPriority(text) == nil) }
}

@Suite struct `Ranges of ports` {
    @Test func `overlap and follow each other as one`() throws {
        let ranges = ["5000", "5001", "10250", "4240", "1-2", "2-9", "65535", "65530-65535"].compactMap {
            PortRange($0)
        }
        #expect(PortRange.merged(ranges).map(\.description) == ["1-9", "4240", "5000-5001", "10250", "65530-65535"])
        #expect(ranges.count == 8)
    }

    @Test(arguments: ["", "-", "1-", "-1", "2-1", "65536", "1-2-3", "00000001", "a", "1 - 2"])
    func `are nothing else`(_ text: String) { #expect(PortRange(text) == nil) }
}

@Suite struct `Ranges of addresses` {
    private func ranges(_ texts: [String]) throws -> [IPRange] { try texts.map { try #require(IPRange($0), "\($0)") } }

    @Test(arguments: [
        (["10.0.0.0/8"], ["10.3.0.0/16"], ["10.0.0.0-10.2.255.255", "10.4.0.0-10.255.255.255"]),
        (["10.0.0.0/8"], ["10.4.0.0/16"], ["10.0.0.0/14", "10.5.0.0-10.255.255.255"]),
        (["0.0.0.0/0"], ["0.0.0.0/0"], []),
        (["::/0"], ["fe80::1"], ["::-fe80::", "fe80::2-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"]),
        (["192.0.2.0/25", "192.0.2.128/25"], [], ["192.0.2.0/24"]),
        (["192.0.2.0/24", "::/0"], ["10.0.0.0/8"], ["192.0.2.0/24", "::/0"]),
        (["255.255.255.255", "::"], [], ["255.255.255.255", "::"]),
        (["192.0.2.1-192.0.2.6"], ["192.0.2.3-192.0.2.4"], ["192.0.2.1-192.0.2.2", "192.0.2.5-192.0.2.6"]),
    ])
    func `are added and taken away`(_ include: [String], _ exclude: [String], _ rest: [String]) throws {
        let found = IPRange.subtracting(try ranges(exclude), from: try ranges(include))
        #expect(found.map(\.description) == rest)
    }

    @Test func `have what a look at each address finds`() throws {
        var generator = SeededGenerator(seed: 7)
        func number(_ address: UInt8) throws -> IPAddress { try #require(IPAddress(bytes: [192, 0, 2, address])) }
        func random() throws -> IPRange {
            let ends = [UInt8.random(in: 0...255, using: &generator), UInt8.random(in: 0...255, using: &generator)]
                .sorted()
            return try #require(IPRange(try number(ends[0]), try number(ends[1])))
        }
        for _ in 0..<200 {
            let (include, exclude) = (try (0..<4).map { _ in try random() }, try (0..<3).map { _ in try random() })
            let rest = IPRange.subtracting(exclude, from: include)
            for last in UInt8.min...UInt8.max {
                let address = try number(last)
                func isIn(_ ranges: [IPRange]) -> Bool { ranges.contains { ($0.first...$0.last).contains(address) } }
                #expect(isIn(rest) == (isIn(include) && !isIn(exclude)))
            }
            #expect(zip(rest, rest.dropFirst()).allSatisfy { ($0.last.successor ?? $0.last) < $1.first }, "apart")
        }
    }

    @Test(arguments: ["10.0.0.0", "10.0.0.0/9", "10.0.0.1-10.0.0.2", "2001:db8::/33", "::1-::3", "::/0"])
    func `print as they are read`(_ text: String) throws { #expect(try #require(IPRange(text)).description == text) }

    @Test(arguments: [
        "", "10.0.0.2-10.0.0.1", "10.0.0.1-::1", "10.0.0.0/33", "10.0.0.1-", "a-b", "1.1.1.1-1.1.1.2-1.1.1.3",
    ])
    func `are nothing else`(_ text: String) { #expect(IPRange(text) == nil) }
}
