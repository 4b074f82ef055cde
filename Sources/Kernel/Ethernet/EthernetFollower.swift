import CMnl
import NetworkTypes

/// What Ethernet devices tell that may be other than before.
public struct EthernetNews: Sendable {
    /// The devices by the links' indexes as they are now, and `nil` for those that have gone.
    public var devices: [UInt32: KernelEthernet?]
    /// Whether these are all devices that there are.
    public var isAll: Bool
}

/// Which Ethernet devices have to be asked again because the kernel told of a change of them or of their links: so that one that
/// changes among thousands costs no look at all of them.
struct EthernetFollower {
    private let socket: NetlinkSocket
    private let batch = DatagramBatch()
    private var table = LinkTable()
    /// What was told since devices were last asked.
    private var told: Set<UInt32> = []
    /// Whether more was told than is known, as before the first look.
    private var isLost = true
    /// The devices that spread packets over queues by a table, as they were last asked.
    private(set) var spreading: [UInt32: KernelEthernet] = [:]

    /// Follows the devices of the network namespace of the thread that calls this; `nil` where the kernel doesn't tell of them.
    init?() throws(KernelError) {
        guard let socket = try NetlinkSocket.ofEthernet(receiveBuffer: Limit.monitorBuffer) else { return nil }
        self.socket = socket
    }

    /// The links whose devices have to be asked.
    mutating func stale(in table: LinkTable) throws(KernelError) -> [KernelLink] {
        try hear()
        if isLost { return table.filter { $0.type == .ether } }
        return table.differences(from: self.table).union(told).compactMap(table.link(index:)).filter {
            $0.type == .ether
        }
    }

    /// Notes what devices told just now.
    mutating func note(_ fresh: [UInt32: KernelEthernet], in table: LinkTable) -> EthernetNews {
        var news = EthernetNews(devices: fresh, isAll: isLost)
        for index in table.differences(from: self.table) where table.link(index: index) == nil {
            news.devices.updateValue(nil, forKey: index)
            spreading[index] = nil
        }
        for (index, device) in fresh { spreading[index] = device.hashing == nil ? nil : device }
        (self.table, told, isLost) = (table, [], false)
        return news
    }

    /// Takes what the kernel told.
    private mutating func hear() throws(KernelError) {
        while true {
            let backlog = try socket.receiveWaiting(into: batch) { bytes throws(KernelError) in
                try Self.read(bytes, into: &told)
            }
            switch backlog {
            case .more: continue
            case .overflow:
                socket.drain()
                isLost = true
                return
            case .nothing: return
            }
        }
    }

    private static func read(
        _ bytes: borrowing RawSpan, into indexes: inout Set<UInt32>
    ) throws(KernelError) {
        var messages = MessageCursor(count: bytes.byteCount)
        while let message = try messages.next(in: bytes) {
            var attributes = AttributeCursor(message.payload, skipping: MemoryLayout<genlmsghdr>.size)
            while let attribute = try attributes.next(in: bytes) {
                guard attribute.type == EthernetHeader.attribute else { continue }
                if let index = try EthernetHeader.index(bytes, attribute) { indexes.insert(index) }
            }
        }
    }
}

extension NetlinkSocket {
    /// A socket that hears of changes of Ethernet devices; `nil` where the kernel doesn't tell of them.
    static func ofEthernet(receiveBuffer: Int32, waitsForever: Bool = false) throws(KernelError) -> NetlinkSocket? {
        do throws(KernelError) {
            guard let group = try GenericNetlink().group(ETHTOOL_MCGRP_MONITOR_NAME, of: .ethernet) else { return nil }
            let socket = try NetlinkSocket(
                family: NETLINK_GENERIC, sendBuffer: 0, receiveBuffer: receiveBuffer, waitsForever: waitsForever)
            try socket.join(groupNumber: group)
            return socket
        } catch .refused {
            return nil
        }
    }
}
