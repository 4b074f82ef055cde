import Testing

@testable import Netstrata

@Suite struct `A packet in words` {
    @Test(
        arguments: [
            (
                "tcp from 192.0.2.7 to port 6443 on eth0", "protocol=tcp from=192.0.2.7 port=6443 on=eth0"
            ),
            (
                "udp from 192.0.2.7 port 68 to 192.0.2.1 port 67",
                "protocol=udp from=192.0.2.7 sourcePort=68 to=192.0.2.1 port=67"
            ),
            (
                "icmp from 192.0.2.7 type echo-request on eth0",
                "protocol=icmp from=192.0.2.7 icmpType=echo-request on=eth0"
            ),
            (
                "tcp from 10.0.0.5 to 10.1.0.5 port kubelet on a out b",
                "protocol=tcp from=10.0.0.5 to=10.1.0.5 port=kubelet on=a out=b"
            ),
            (
                "tcp from 192.0.2.7 on eth0 port 22 state new",
                "protocol=tcp from=192.0.2.7 on=eth0 port=22 state=new"
            ),
            ("tcp to 192.0.2.7 port 443 out eth0", "protocol=tcp to=192.0.2.7 port=443 out=eth0"),
        ])
    func `is a question for the daemon`(_ words: String, _ query: String) throws {
        let packet = try PacketWords(words.split(separator: " ").map(String.init))
        #expect(packet.query.map { "\($0.name)=\($0.value ?? "")" }.joined(separator: " ") == query)
    }

    @Test(arguments: ["", "tcp form 192.0.2.7", "tcp from 192.0.2.7 port", "tcp on"])
    func `that can't be understood is refused`(_ words: String) {
        #expect(throws: PacketWords.Fault.self) {
            try PacketWords(words.split(separator: " ").map(String.init))
        }
    }
}
