public import NetworkTypes

/// Which packets a base chain sees (nft(8), CHAINS).
public enum NfTablesChainType: String, ChoiceValue {
    /// All, to let them pass or not.
    case filter
    /// The first of each connection, to translate its addresses.
    case nat
    /// Those that the host sends, which are routed anew after a change.
    case route
}

/// Where on a packet's way a base chain is (`enum nf_inet_hooks`, `linux/netfilter.h`).
public enum NfTablesChainHook: String, ChoiceValue {
    /// Whatever comes in, before routing.
    case prerouting
    /// What comes in for this host.
    case input
    /// What passes through.
    case forward
    /// What this host sends.
    case output
    /// Whatever goes out, after routing.
    case postrouting
}

/// What becomes of packets on which no rule of a chain decides.
public enum NfTablesPolicy: String, ChoiceValue {
    /// They end here.
    case drop
    /// They go on, to chains of a later priority.
    case accept
}

/// Whether what is named is meant, or all else.
public enum NfTablesMatchOperator: String, ChoiceValue {
    /// What is named.
    case equal = "=="
    /// All else.
    case notEqual = "!="
}

/// A state of a packet's connection (`enum nft_ct_keys`, `NFT_CT_STATE`).
public enum NfTablesConntrackState: String, ChoiceValue {
    /// It belongs to no connection and can't begin one.
    case invalid
    /// It begins one.
    case new
    /// It belongs to one that has seen packets both ways.
    case established
    /// It begins one that belongs to another.
    case related
    /// It was kept out by `notrack`.
    case untracked
}

extension NfTablesPriority: FieldValue {
    /// A name, a name with a number added or taken away, or a number.
    public static var schema: JSON {
        [
            "anyOf": [
                ["type": "string", "examples": .array(names.map { .string($0.name) } + ["filter+10", "mangle-5"])],
                Int32.schema,
            ]
        ]
    }

    /// Reads a text or a number.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> NfTablesPriority? {
        if let text = json.text, let value = NfTablesPriority(text) { return value }
        if let number = json.integer, let value = Int32(exactly: number) { return NfTablesPriority(rawValue: value) }
        let known = names.map(\.name).joined(separator: ", ")
        faults.append(
            Fault(
                pointer,
                "one of \(known), one of these with a number added as in filter+10, or a number of 32 bits is expected, "
                    + "not \(json.article)"))
        return nil
    }

    /// The text.
    public var json: JSON { .string(description) }
}

extension PortRange: FieldValue {
    /// A number, or two with a hyphen between them.
    public static var schema: JSON {
        [
            "anyOf": [
                ["type": "integer", "minimum": 0, "maximum": 65_535],
                ["type": "string", "examples": ["8000-9000", "kubelet"]],
            ]
        ]
    }

    /// Reads a number or a text.
    public static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> PortRange? {
        if let number = json.integer, let port = UInt16(exactly: number) { return PortRange(port) }
        if let text = json.text, let range = PortRange(orService: text) { return range }
        faults.append(Fault(pointer, "a port, or two as in 8000-9000, is expected, not \(json.article)"))
        return nil
    }

    /// The number, or the text of both.
    public var json: JSON { lo == hi ? .integer(Int64(lo)) : .string(description) }
}
