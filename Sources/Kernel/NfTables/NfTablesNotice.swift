import CMnl
import CNftnl
import Glibc

/// What a notification of nftables says (`NFNLGRP_NFTABLES`, `linux/netfilter/nfnetlink.h`).
enum NfTablesNotice: Equatable {
    /// Something of a table of the family `inet` changed; `nil` for what no spec asks for.
    case change(table: String, object: ChangedObject?)
    /// A transaction is over, the generation that it made, and who made it: a thread's number in the first PID namespace, and its
    /// name.
    case end(generation: UInt32, thread: Int32, command: String)

    /// Reads a message; `nil` for what isn't about a table of the family `inet`.
    init?(_ message: NetlinkMessage, in bytes: borrowing RawSpan) throws(KernelError) {
        guard message.type >> 8 == Int(NFNL_SUBSYS_NFTABLES) else { return nil }
        let header = try bytes.header(nfgenmsg.self, of: message.payload)
        let type = UInt32(message.type & 0xFF)
        if type == NFT_MSG_NEWGEN.rawValue {
            self = try Self.end(message.payload, bytes)
            return
        }
        guard Int32(header.nfgen_family) == Int32(NFPROTO_INET) else { return nil }
        // The table's name has the same number in all of these messages.
        var (table, name) = ("", "")
        let nameType = Self.nameType(of: type)
        var attributes = AttributeCursor(message.payload, skipping: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            if attribute.type == Int(NFTA_TABLE_NAME.rawValue) { table = bytes.string(of: attribute) }
            if attribute.type == nameType {
                name = bytes.string(of: attribute)
                break
            }
        }
        self = .change(table: table, object: Self.object(type, name))
    }

    private static func end(_ payload: Range<Int>, _ bytes: borrowing RawSpan) throws(KernelError) -> NfTablesNotice {
        var (generation, thread, command) = (UInt32(0), UInt32(0), "")
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case NFTA_GEN_ID.rawValue: generation = try bytes.value(UInt32.self, of: attribute).bigEndian
            case NFTA_GEN_PROC_PID.rawValue: thread = try bytes.value(UInt32.self, of: attribute).bigEndian
            case NFTA_GEN_PROC_NAME.rawValue: command = bytes.string(of: attribute)
            default: continue
            }
        }
        return .end(generation: generation, thread: Int32(truncatingIfNeeded: thread), command: command)
    }

    /// Which attribute has the name of the chain or the set.
    private static func nameType(of type: UInt32) -> Int? {
        switch type {
        case NFT_MSG_NEWCHAIN.rawValue, NFT_MSG_DELCHAIN.rawValue: Int(NFTA_CHAIN_NAME.rawValue)
        case NFT_MSG_NEWRULE.rawValue, NFT_MSG_DELRULE.rawValue: Int(NFTA_RULE_CHAIN.rawValue)
        case NFT_MSG_NEWSET.rawValue, NFT_MSG_DELSET.rawValue: Int(NFTA_SET_NAME.rawValue)
        case NFT_MSG_NEWSETELEM.rawValue, NFT_MSG_DELSETELEM.rawValue: Int(NFTA_SET_ELEM_LIST_SET.rawValue)
        default: nil
        }
    }

    private static func object(_ type: UInt32, _ name: String) -> ChangedObject? {
        switch type {
        case NFT_MSG_NEWTABLE.rawValue, NFT_MSG_DELTABLE.rawValue, NFT_MSG_NEWOBJ.rawValue, NFT_MSG_DELOBJ.rawValue,
            NFT_MSG_NEWFLOWTABLE.rawValue, NFT_MSG_DELFLOWTABLE.rawValue:
            .nfTable
        case NFT_MSG_NEWCHAIN.rawValue, NFT_MSG_DELCHAIN.rawValue, NFT_MSG_NEWRULE.rawValue, NFT_MSG_DELRULE.rawValue:
            .nfTablesChain(name)
        case NFT_MSG_NEWSET.rawValue, NFT_MSG_DELSET.rawValue, NFT_MSG_NEWSETELEM.rawValue,
            NFT_MSG_DELSETELEM.rawValue:
            // Those of rules come and go with them.
            name.hasPrefix("__") ? nil : .nfTablesSet(name)
        default: nil
        }
    }
}
