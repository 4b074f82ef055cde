import CMnl
import NetworkTypes

/// The Ethernet devices as they were when they were last asked, and which have to be asked again because the kernel told of a
/// change of them or of their links: so that one that changes among thousands costs no look at all of them.
struct EthernetFollower {
    private let socket: NetlinkSocket
    private let batch = DatagramBatch()
    private var table = LinkTable()
    /// What the devices last told, by the links' indexes.
    private(set) var devices: [UInt32: KernelEthernet] = [:]
    /// Those that spread packets over queues by a table.
    var spreading: [UInt32: KernelEthernet] { devices.filter { $0.value.hashing != nil } }

    /// Follows the devices of the network namespace of the thread that calls this; `nil` where the kernel doesn't tell of them.
    init?() throws(KernelError) {
        guard let socket = try NetlinkSocket.ofEthernet(receiveBuffer: Limit.monitorBuffer) else { return nil }
        self.socket = socket
    }

    /// The links whose devices have to be asked.
    mutating func stale(in table: LinkTable) throws(KernelError) -> [KernelLink] {
        guard let told = try changed() else {
            devices = [:]
            return table.links.filter { $0.type == .ether }
        }
        return table.differences(from: self.table).union(told).compactMap(table.link(index:)).filter {
            $0.type == .ether
        }
    }

    /// Notes what devices told just now; those of links that aren't there any more are forgotten.
    mutating func note(_ fresh: [UInt32: KernelEthernet], in table: LinkTable) {
        for index in table.differences(from: self.table) where table.link(index: index) == nil { devices[index] = nil }
        devices.merge(fresh) { $1 }
        self.table = table
    }

    /// The links whose devices the kernel told of since the last call; `nil` when something was lost.
    private func changed() throws(KernelError) -> Set<UInt32>? {
        var indexes: Set<UInt32> = []
        while true {
            let backlog = try socket.receiveWaiting(into: batch) { bytes throws(KernelError) in
                try Self.read(bytes, into: &indexes)
            }
            switch backlog {
            case .more: continue
            case .overflow:
                socket.drain()
                return nil
            case .nothing: return indexes
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
