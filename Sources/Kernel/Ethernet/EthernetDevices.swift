import CMnl
import Glibc
import NetworkTypes

/// Ethernet devices in one network namespace: asked and told by ethtool's messages, and by calls where there is no message.
///
/// Not `Sendable`: it belongs to the actor that owns the channel.
final class EthernetDevices {
    private let generic: GenericNetlink
    private let control: DriverControl
    /// The kernel's names stay the same for as long as it runs.
    private var names: [EthernetWords: [String]] = [:]

    /// Opens sockets in the network namespace of the thread that calls this.
    init() throws(KernelError) {
        generic = try GenericNetlink()
        control = try DriverControl()
    }

    /// The driver of a link; `nil` when its driver doesn't tell.
    func driver(of link: InterfaceName) -> LinkDriver? { control.driver(of: link) }

    /// How a link's driver spreads packets; `nil` where it doesn't.
    func hashing(of link: InterfaceName) -> KernelHashing? { control.hashing(of: link) }

    /// What the drivers of some links tell, by the links' indexes.
    ///
    /// A driver that has no part of it isn't there. Where the links asked for are few among many, each is asked by itself.
    ///
    /// - Parameters:
    ///   - links: The links that are asked for.
    ///   - total: How many links there are.
    /// - Returns: The devices of all of the links; none where the kernel doesn't speak ethtool's messages.
    /// - Throws: `unavailable` or `malformed`.
    func devices(_ links: [KernelLink], among total: Int) throws(KernelError) -> [UInt32: KernelEthernet] {
        guard !links.isEmpty, try loadNames() else { return [:] }
        var devices = Dictionary(links.map { ($0.index, KernelEthernet()) }) { $1 }
        for message in EthernetMessage.allCases {
            let isFew = links.count * Limit.dumpAdvantage < total
            var parts = isFew ? nil : try all(message)
            if parts == nil { parts = try each(links, message) }
            for (index, part) in parts ?? [] { devices[index]?.add(part) }
        }
        for link in links { devices[link.index]?.hashing = control.hashing(of: link.name) }
        return devices
    }

    /// Whether the kernel speaks ethtool's messages; their names are known then.
    private func loadNames() throws(KernelError) -> Bool {
        guard names.isEmpty else { return true }
        do throws(KernelError) {
            var loaded: [EthernetWords: [String]] = [:]
            for words in EthernetWords.allCases {
                let command = GenericCommand(number: UInt8(ETHTOOL_MSG_STRSET_GET), name: "ETHTOOL_MSG_STRSET_GET")
                loaded[words] = try generic.ask(
                    .ethernet, command, everything: false, body: { words.write(to: &$0) }, decode: EthernetWords.read
                ).first
            }
            names = loaded
            return true
        } catch .refused(let refusal) where refusal.errno == ENOENT {
            return false
        }
    }

    /// What all drivers answer to a message; `nil` when one of them spoilt it for all.
    private func all(_ message: EthernetMessage) throws(KernelError) -> [(UInt32, KernelEthernet)]? {
        do throws(KernelError) { return try ask(message, nil) } catch .refused { return nil }
    }

    /// What the drivers of some links answer to a message; who doesn't lacks that part, or has gone.
    private func each(
        _ links: [KernelLink], _ message: EthernetMessage
    ) throws(KernelError) -> [(UInt32, KernelEthernet)] {
        var parts: [(UInt32, KernelEthernet)] = []
        for link in links {
            do throws(KernelError) { parts += try ask(message, link.index) } catch .refused {}
        }
        return parts
    }

    private func ask(
        _ message: EthernetMessage, _ index: UInt32?
    ) throws(KernelError) -> [(UInt32, KernelEthernet)] {
        try generic.ask(
            .ethernet, message.inquiry, everything: index == nil,
            body: { EthernetHeader.write(index, Int32(ETHTOOL_FLAG_COMPACT_BITSETS), to: &$0) },
            decode: { [names] bytes, payload throws(KernelError) -> (UInt32, KernelEthernet)? in
                try KernelEthernet.read(message, bytes, payload, names)
            })
    }

    /// Makes a change.
    ///
    /// - Returns: `nil` when it's done, else why not.
    func apply(_ change: EthernetChange, to index: UInt32, _ name: InterfaceName) throws(KernelError) -> KernelRefusal?
    {
        switch change {
        case .hashing(let change): return control.apply(change, to: name)
        case .message(let message, let attributes):
            guard let command = message.setting else {
                return KernelRefusal(errno: EOPNOTSUPP, message: "the kernel only tells it")
            }
            let request = GenericRequest(command: command) { writer in
                EthernetHeader.write(index, Int32(ETHTOOL_FLAG_OMIT_REPLY), to: &writer)
                attributes.write(to: &writer)
            }
            do throws(KernelError) {
                return try generic.submit(.ethernet, [request]).first ?? nil
            } catch .refused(let refusal) {
                return refusal
            }
        }
    }
}
