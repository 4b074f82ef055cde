import CNftnl
import NetworkTypes

/// Steps that do something with a packet, or with its sender.
extension NfTablesExpression {
    func statementObject() throws(KernelError) -> NftnlExpression {
        switch self {
        case .counter: return try NftnlExpression("counter")
        case .notrack: return try NftnlExpression("notrack")
        case .limit(let limit): return try limit.object()
        case .log(let prefix, let group):
            let object = try NftnlExpression("log")
            if !prefix.isEmpty { try object.set(NFTNL_EXPR_LOG_PREFIX, prefix) }
            if let group { object.set(NFTNL_EXPR_LOG_GROUP, group) }
            return object
        case .reject(let type, let code):
            let object = try NftnlExpression("reject")
            object.set(NFTNL_EXPR_REJECT_TYPE, type)
            object.set(NFTNL_EXPR_REJECT_CODE, code)
            return object
        case .limitEach(let register, let set, let limit):
            let object = try NftnlExpression("dynset")
            object.set(NFTNL_EXPR_DYNSET_SREG_KEY, register)
            object.set(NFTNL_EXPR_DYNSET_OP, NFT_DYNSET_OP_UPDATE.rawValue)
            try object.set(NFTNL_EXPR_DYNSET_SET_NAME, set)
            try limit.object().move(into: object, NFTNL_EXPR_DYNSET_EXPR)
            return object
        default: throw .malformed("no step that does something with a packet")
        }
    }

    func translationObject() throws(KernelError) -> NftnlExpression {
        switch self {
        case .masquerade(let flags):
            let object = try NftnlExpression("masq")
            if flags != 0 { object.set(NFTNL_EXPR_MASQ_FLAGS, flags) }
            return object
        case .redirect(let port):
            let object = try NftnlExpression("redir")
            if let port { object.set(NFTNL_EXPR_REDIR_REG_PROTO_MIN, port) }
            return object
        case .nat(let type, let family, let address, let port, let flags):
            let object = try NftnlExpression("nat")
            object.set(NFTNL_EXPR_NAT_TYPE, type)
            object.set(NFTNL_EXPR_NAT_FAMILY, family)
            if let address { object.set(NFTNL_EXPR_NAT_REG_ADDR_MIN, address) }
            if let port { object.set(NFTNL_EXPR_NAT_REG_PROTO_MIN, port) }
            if flags != 0 { object.set(NFTNL_EXPR_NAT_FLAGS, flags) }
            return object
        default: throw .malformed("no step that translates addresses")
        }
    }
}

extension NfTablesLimit {
    func object() throws(KernelError) -> NftnlExpression {
        let object = try NftnlExpression("limit")
        object.set(NFTNL_EXPR_LIMIT_RATE, rate)
        object.set(NFTNL_EXPR_LIMIT_UNIT, seconds)
        object.set(NFTNL_EXPR_LIMIT_BURST, burst)
        object.set(NFTNL_EXPR_LIMIT_TYPE, isOfBytes ? NFT_LIMIT_PKT_BYTES.rawValue : NFT_LIMIT_PKTS.rawValue)
        object.set(NFTNL_EXPR_LIMIT_FLAGS, isInverted ? NFT_LIMIT_F_INV.rawValue : 0)
        return object
    }
}

extension NfTablesVerdict {
    func object() throws(KernelError) -> NftnlExpression {
        let object = try NftnlExpression("immediate")
        object.set(NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT.rawValue)
        object.set(NFTNL_EXPR_IMM_VERDICT, UInt32(bitPattern: number))
        if let chain { try object.set(NFTNL_EXPR_IMM_CHAIN, chain) }
        return object
    }

    /// The kernel's number: of netfilter (`NF_*`), or of nftables (`NFT_*`), which are negative.
    var number: Int32 {
        switch self {
        case .accept: NF_ACCEPT
        case .drop: NF_DROP
        case .jump: NFT_JUMP.rawValue
        case .goto: NFT_GOTO.rawValue
        case .return: NFT_RETURN.rawValue
        }
    }

    /// The verdict with the kernel's number; `nil` for one that isn't known here.
    init?(_ number: Int32, chain: String) {
        switch number {
        case NF_ACCEPT: self = .accept
        case NF_DROP: self = .drop
        case NFT_JUMP.rawValue: self = .jump(chain)
        case NFT_GOTO.rawValue: self = .goto(chain)
        case NFT_RETURN.rawValue: self = .return
        default: return nil
        }
    }
}
