import Foundation

/// 1,000 VLANs with an address each: from one POST into the kernel, against `ip -batch`.
struct ManyVLANs {
    static let count = 1_000
    private static let rounds = 5
    static let network = "ip link add bench2 up type veth peer name bench3 && ip link set bench3 up"

    let program: String
    let folder: String

    func measure(_ report: inout Report) throws {
        try IPTool.script(Self.network)
        defer { try? IPTool.script("ip link delete bench2") }
        let batch = folder + "/vlans"
        try Data(Self.batch.utf8).write(to: URL(fileURLWithPath: batch))
        let result = try Alternation(rounds: Self.rounds) {
            let daemon = try Daemon(program, folder: folder + "/vlan")
            try daemon.program.settle()
            let time = try Self.post(to: daemon)
            try Self.check()
            try daemon.discard()
            try remove()
            return time
        } against: {
            let time = try IPTool.run("-batch", batch)
            try Self.check()
            try remove()
            return time
        }
        report.add(
            ReportRow(
                "1,000 VLANs with an address each, POST until in the kernel : ip -batch",
                ours: Format.milliseconds(result.medianOfOurs), against: Format.milliseconds(result.medianOfOthers),
                ratio: result.ratio, .atMost(2)))
    }

    /// - Returns: Seconds from the request until the last link is up and the last address is there.
    static func post(to daemon: Daemon) throws -> Double {
        let connection = try Connection(daemon.socket)
        defer { connection.close() }
        return try Stopwatch.time { try connection.ask(transaction) }
    }

    /// - Throws: If a link or an address isn't there.
    private static func check() throws {
        try IPTool.script(
            "test $(ip -o link show up type vlan | wc -l) = \(count) && test $(ip -4 -o address | grep -c bench2.) = \(count)"
        )
    }

    /// A link takes its VLANs along.
    private func remove() throws { try IPTool.script("ip link delete bench2 && \(Self.network)") }

    private static func address(_ number: Int) -> String { "10.\(number >> 8).\(number & 255).1/24" }

    private static var transaction: HTTPRequest {
        let operations = (1...count).map { number in
            let name = "bench2.\(number)"
            return #"{"op":"put","resource":"network-config/LinkSpec/\#(name)","spec":{"kind":"vlan","up":true,"#
                + #""parentName":"bench2","vlan":{"vlanID":\#(number)}}},"#
                + #"{"op":"put","resource":"network-config/AddressSpec/\#(name)/\#(address(number))","spec":{}}"#
        }
        return HTTPRequest(
            "POST", "/v1/transactions?wait=applied&timeout=60s",
            body: #"{"operations":["# + operations.joined(separator: ",") + "]}")
    }

    private static var batch: String {
        (1...count).map { number in
            let name = "bench2.\(number)"
            return
                "link add link bench2 name \(name) up type vlan id \(number)\naddress add \(address(number)) dev \(name)\n"
        }.joined()
    }
}
