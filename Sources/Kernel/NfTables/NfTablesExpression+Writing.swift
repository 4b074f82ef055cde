import CNftnl
import Glibc

/// An object of libnftnl that this one owns.
///
/// The library's functions abort the program on a wrong size, and take memory that they don't check: so they are called here only,
/// with values whose sizes are checked.
struct NftnlExpression: ~Copyable {
    private let pointer: OpaquePointer

    /// An expression of a kind that the library knows.
    init(_ name: String) throws(KernelError) {
        guard let pointer = nftnl_expr_alloc(name) else {
            throw .unavailable(operation: "nftnl_expr_alloc(\(name))", errno: errno)
        }
        self.pointer = pointer
    }

    deinit { nftnl_expr_free(pointer) }

    func set(_ attribute: Int, _ value: UInt8) { nftnl_expr_set_u8(pointer, UInt16(attribute), value) }
    func set(_ attribute: Int, _ value: UInt16) { nftnl_expr_set_u16(pointer, UInt16(attribute), value) }
    func set(_ attribute: Int, _ value: UInt32) { nftnl_expr_set_u32(pointer, UInt16(attribute), value) }
    func set(_ attribute: Int, _ value: UInt64) { nftnl_expr_set_u64(pointer, UInt16(attribute), value) }

    /// A name or a text.
    func set(_ attribute: Int, _ value: String) throws(KernelError) {
        _ = nftnl_expr_set_str(pointer, UInt16(attribute), try Self.checked(value))
    }

    /// A text that isn't longer than the kernel takes (`NFT_NAME_MAXLEN`, with a NUL).
    static func checked(_ text: String) throws(KernelError) -> String {
        guard text.utf8.count <= nameBytes else { throw .malformed("a text of \(text.utf8.count) bytes") }
        return text
    }

    /// Bytes for a register, of which there are 64 at most (`union nftnl_data_reg`).
    func set(_ attribute: Int, _ bytes: [UInt8]) throws(KernelError) {
        guard bytes.count <= Self.registerBytes else {
            throw .malformed("a value of \(bytes.count) bytes for a register")
        }
        _ = nftnl_expr_set(pointer, UInt16(attribute), bytes, UInt32(bytes.count))
    }

    /// Adds one to those of another, which owns it then.
    consuming func move(into parent: borrowing NftnlExpression, _ attribute: Int) {
        nftnl_expr_add_expr(parent.pointer, UInt32(attribute), pointer)
        discard self
    }

    /// Adds it to a rule, which owns it then.
    consuming func move(intoRule rule: OpaquePointer) {
        nftnl_rule_add_expr(rule, pointer)
        discard self
    }

    /// How many bytes a value has at most.
    static let registerBytes = 64
    private static let nameBytes = 255
}

extension NfTablesExpression {
    /// The same as an object of the library.
    ///
    /// - Parameter setID: The number by which the batch knows the rule's own set, if this looks into one.
    /// - Returns: The object.
    /// - Throws: `malformed` for what can't be written, `unavailable` where there is no memory.
    func object(setID: UInt32) throws(KernelError) -> NftnlExpression {
        switch self {
        case .meta(let key, let register):
            let object = try NftnlExpression("meta")
            object.set(NFTNL_EXPR_META_KEY, key)
            object.set(NFTNL_EXPR_META_DREG, register)
            return object
        case .setMeta(let key, let register):
            let object = try NftnlExpression("meta")
            object.set(NFTNL_EXPR_META_KEY, key)
            object.set(NFTNL_EXPR_META_SREG, register)
            return object
        case .payload(let base, let offset, let length, let register):
            let object = try NftnlExpression("payload")
            object.set(NFTNL_EXPR_PAYLOAD_BASE, base)
            object.set(NFTNL_EXPR_PAYLOAD_OFFSET, offset)
            object.set(NFTNL_EXPR_PAYLOAD_LEN, length)
            object.set(NFTNL_EXPR_PAYLOAD_DREG, register)
            return object
        case .connection(let key, let register):
            let object = try NftnlExpression("ct")
            object.set(NFTNL_EXPR_CT_KEY, key)
            object.set(NFTNL_EXPR_CT_DREG, register)
            return object
        case .fib(let result, let flags, let register):
            let object = try NftnlExpression("fib")
            object.set(NFTNL_EXPR_FIB_RESULT, result)
            object.set(NFTNL_EXPR_FIB_FLAGS, flags)
            object.set(NFTNL_EXPR_FIB_DREG, register)
            return object
        case .option, .setOption: return try optionObject()
        case .compare, .range, .bitwise, .byteOrder, .immediate: return try registerObject()
        case .lookup(let register, let set, let isInverted):
            let object = try Self.lookup(register, set, setID)
            if isInverted { object.set(NFTNL_EXPR_LOOKUP_FLAGS, NFT_LOOKUP_F_INV.rawValue) }
            return object
        case .map(let register, let set, let target):
            let object = try Self.lookup(register, set, setID)
            object.set(NFTNL_EXPR_LOOKUP_DREG, target)
            return object
        case .verdict(let verdict): return try verdict.object()
        case .nat, .masquerade, .redirect: return try translationObject()
        case .counter, .limit, .log, .reject, .notrack, .limitEach: return try statementObject()
        case .other(let name): throw .malformed("the step \(name) of a rule can't be written")
        }
    }

    private static func lookup(
        _ register: UInt32, _ set: NfTablesSetReference, _ setID: UInt32
    ) throws(KernelError) -> NftnlExpression {
        let object = try NftnlExpression("lookup")
        object.set(NFTNL_EXPR_LOOKUP_SREG, register)
        switch set {
        case .named(let name): try object.set(NFTNL_EXPR_LOOKUP_SET, name)
        case .own:
            try object.set(NFTNL_EXPR_LOOKUP_SET, NfTablesSet.ownName)
            object.set(NFTNL_EXPR_LOOKUP_SET_ID, setID)
        }
        return object
    }

    private func registerObject() throws(KernelError) -> NftnlExpression {
        switch self {
        case .compare(let register, let comparison, let value):
            let object = try NftnlExpression("cmp")
            object.set(NFTNL_EXPR_CMP_SREG, register)
            object.set(NFTNL_EXPR_CMP_OP, comparison.rawValue)
            try object.set(NFTNL_EXPR_CMP_DATA, value)
            return object
        case .range(let register, let isInverted, let first, let last):
            let object = try NftnlExpression("range")
            object.set(NFTNL_EXPR_RANGE_SREG, register)
            object.set(NFTNL_EXPR_RANGE_OP, isInverted ? NFT_RANGE_NEQ.rawValue : NFT_RANGE_EQ.rawValue)
            try object.set(NFTNL_EXPR_RANGE_FROM_DATA, first)
            try object.set(NFTNL_EXPR_RANGE_TO_DATA, last)
            return object
        case .bitwise(let source, let register, let mask, let xor):
            guard mask.count == xor.count else { throw .malformed("a mask and a value of other lengths") }
            let object = try NftnlExpression("bitwise")
            object.set(NFTNL_EXPR_BITWISE_SREG, source)
            object.set(NFTNL_EXPR_BITWISE_DREG, register)
            object.set(NFTNL_EXPR_BITWISE_LEN, UInt32(mask.count))
            try object.set(NFTNL_EXPR_BITWISE_MASK, mask)
            try object.set(NFTNL_EXPR_BITWISE_XOR, xor)
            return object
        case .byteOrder(let register, let operation, let length, let size):
            let object = try NftnlExpression("byteorder")
            object.set(NFTNL_EXPR_BYTEORDER_SREG, register)
            object.set(NFTNL_EXPR_BYTEORDER_DREG, register)
            object.set(NFTNL_EXPR_BYTEORDER_OP, operation)
            object.set(NFTNL_EXPR_BYTEORDER_LEN, length)
            object.set(NFTNL_EXPR_BYTEORDER_SIZE, size)
            return object
        case .immediate(let bytes, let register):
            let object = try NftnlExpression("immediate")
            object.set(NFTNL_EXPR_IMM_DREG, register)
            try object.set(NFTNL_EXPR_IMM_DATA, bytes)
            return object
        default: throw .malformed("no step that uses a register alone")
        }
    }

    private func optionObject() throws(KernelError) -> NftnlExpression {
        let object = try NftnlExpression("exthdr")
        switch self {
        case .option(let type, let offset, let length, let operation, let flags, let register):
            object.set(NFTNL_EXPR_EXTHDR_TYPE, type)
            object.set(NFTNL_EXPR_EXTHDR_OFFSET, offset)
            object.set(NFTNL_EXPR_EXTHDR_LEN, length)
            object.set(NFTNL_EXPR_EXTHDR_OP, operation)
            object.set(NFTNL_EXPR_EXTHDR_FLAGS, flags)
            object.set(NFTNL_EXPR_EXTHDR_DREG, register)
        case .setOption(let type, let offset, let length, let operation, let register):
            object.set(NFTNL_EXPR_EXTHDR_TYPE, type)
            object.set(NFTNL_EXPR_EXTHDR_OFFSET, offset)
            object.set(NFTNL_EXPR_EXTHDR_LEN, length)
            object.set(NFTNL_EXPR_EXTHDR_OP, operation)
            object.set(NFTNL_EXPR_EXTHDR_SREG, register)
        default: throw .malformed("no step about an option")
        }
        return object
    }
}
