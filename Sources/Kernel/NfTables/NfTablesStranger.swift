import CMnl
import CNftnl
import Glibc

/// Something in a table that no spec can ask for: a flow table, or a named object such as a counter.
public struct NfTablesStranger: Hashable, Sendable {
    /// What it is.
    public enum Kind: Hashable, Sendable {
        /// Connections whose packets take a short way (`NFT_MSG_NEWFLOWTABLE`).
        case flowTable
        /// What rules share (`NFT_MSG_NEWOBJ`), by its type (`NFT_OBJECT_*`).
        case object(UInt32)
    }

    /// What it is.
    public var kind: Kind
    /// Its name.
    public var name: String

    /// Something by its kind and its name.
    public init(kind: Kind, name: String) { (self.kind, self.name) = (kind, name) }

    /// What it is called: `counter total`.
    public var words: String {
        switch kind {
        case .flowTable: "flow table \(name)"
        case .object(UInt32(NFT_OBJECT_COUNTER)): "counter \(name)"
        case .object(UInt32(NFT_OBJECT_QUOTA)): "quota \(name)"
        case .object(UInt32(NFT_OBJECT_LIMIT)): "limit \(name)"
        case .object: "object \(name)"
        }
    }
}

extension NfTablesReading {
    /// A flow table.
    static func flowTable(_ bytes: borrowing RawSpan, _ payload: Range<Int>) throws(KernelError) -> NfTablesStranger? {
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            guard attribute.type == Int(NFTA_FLOWTABLE_NAME.rawValue) else { continue }
            return NfTablesStranger(kind: .flowTable, name: bytes.string(of: attribute))
        }
        return nil
    }

    /// A named object.
    static func namedObject(
        _ bytes: borrowing RawSpan, _ payload: Range<Int>
    ) throws(KernelError) -> NfTablesStranger? {
        var (name, type): (String?, UInt32?)
        var attributes = AttributeCursor(payload, skipping: MemoryLayout<nfgenmsg>.size)
        while let attribute = try attributes.next(in: bytes) {
            switch UInt32(attribute.type) {
            case NFTA_OBJ_NAME.rawValue: name = bytes.string(of: attribute)
            case NFTA_OBJ_TYPE.rawValue: type = try bytes.value(UInt32.self, of: attribute).bigEndian
            default: continue
            }
        }
        guard let name, let type else { return nil }
        return NfTablesStranger(kind: .object(type), name: name)
    }
}

extension NfTablesStranger {
    /// Which message takes it away.
    var deletion: nf_tables_msg_types {
        switch kind {
        case .flowTable: NFT_MSG_DELFLOWTABLE
        case .object: NFT_MSG_DELOBJ
        }
    }

    /// Adds what says which one is meant; the names are the kernel's own, so there is room for them.
    func put(in header: UnsafeMutablePointer<nlmsghdr>, table: String) {
        switch kind {
        case .flowTable:
            mnl_attr_put_strz(header, UInt16(NFTA_FLOWTABLE_TABLE.rawValue), table)
            mnl_attr_put_strz(header, UInt16(NFTA_FLOWTABLE_NAME.rawValue), name)
        case .object(let type):
            mnl_attr_put_strz(header, UInt16(NFTA_OBJ_TABLE.rawValue), table)
            mnl_attr_put_strz(header, UInt16(NFTA_OBJ_NAME.rawValue), name)
            mnl_attr_put_u32(header, UInt16(NFTA_OBJ_TYPE.rawValue), type.bigEndian)
        }
    }
}
