import Kernel
import NetworkTypes
import Resources

/// As the ledger keeps it.
extension LinkRescue {
    /// All of it.
    var json: JSON {
        [
            "index": index.json, "pause": .integer(Int64(pause.rawValue)), "links": .array(links.map(\.rescued)),
            "addresses": .messages(addresses), "routes": .messages(routes), "nextHops": .messages(nextHops),
            "trial": trialName?.json ?? .null,
        ]
    }

    /// From what the ledger kept; `nil` for what another version wrote in another way.
    init?(_ json: JSON) {
        guard let index = json["index"]?.integer.flatMap({ UInt32(exactly: $0) }),
            let pause = json["pause"]?.integer.flatMap({ LinkPause(rawValue: Int($0)) }),
            let links = json["links"]?.elements?.compactMap(KernelLink.init(rescued:))
        else { return nil }
        self.init(
            index: index, pause: pause, links: links, addresses: json["addresses"]?.messages ?? [],
            routes: json["routes"]?.messages ?? [], nextHops: json["nextHops"]?.messages ?? [],
            trialName: json["trial"]?.text.flatMap(InterfaceName.init))
    }
}

/// Dumped messages of the kernel's, as the ledger keeps them.
extension JSON {
    /// A text for each.
    static func messages(_ messages: some Sequence<[UInt8]>) -> JSON {
        .array(messages.map { .string($0.hexadecimal) })
    }

    /// Those that can be read.
    var messages: [[UInt8]] { (elements ?? []).compactMap { $0.text.flatMap { [UInt8](hexadecimal: $0) } } }
}

extension KernelLink {
    /// What is needed to make it again.
    fileprivate var rescued: JSON {
        [
            "index": index.json, "name": name.json, "flags": flags.rawValue.json, "mtu": mtu.json,
            "address": hardwareAddress.map { .string($0.bytes.hexadecimal) } ?? .null, "kind": .string(kind),
            "slaveKind": .string(slaveKind), "master": (masterIndex ?? 0).json, "lower": (lowerIndex ?? 0).json,
            "alias": .string(alias), "names": .array(alternativeNames.map(JSON.string)),
            "values": .object(Dictionary(values.map { ($0.key.name, $0.value.rescued) }) { $1 }),
        ]
    }

    fileprivate init?(rescued json: JSON) {
        func number(_ name: String) -> UInt32 { json[name]?.integer.flatMap { UInt32(exactly: $0) } ?? 0 }
        func text(_ name: String) -> String { json[name]?.text ?? "" }
        guard let name = InterfaceName(text("name")) else { return nil }
        let values = (json["values"]?.members ?? [:]).compactMap { name, json -> (LinkMember, LinkValue)? in
            guard let member = LinkMember.named(name), let value = LinkValue(rescued: json) else { return nil }
            return (member, value)
        }
        self.init(
            index: number("index"), name: name, flags: LinkFlags(rawValue: number("flags")), mtu: number("mtu"),
            hardwareAddress: [UInt8](hexadecimal: text("address")).flatMap(HardwareAddress.init(bytes:)),
            kind: text("kind"),
            slaveKind: text("slaveKind"), masterIndex: number("master") == 0 ? nil : number("master"),
            lowerIndex: number("lower") == 0 ? nil : number("lower"), alias: text("alias"),
            alternativeNames: json["names"]?.elements?.compactMap(\.text) ?? [],
            values: Dictionary(values) { $1 })
    }
}

extension LinkValue {
    /// Under what it is.
    fileprivate var rescued: JSON {
        switch self {
        // JSON has no number as large as the largest.
        case .number(let number): ["number": .string(String(number))]
        case .bytes(let bytes): ["bytes": .string(bytes.hexadecimal)]
        case .text(let text): ["text": .string(text)]
        case .address(let address): ["address": .string(address.description)]
        case .addresses(let addresses): ["addresses": .array(addresses.map { .string($0.description) })]
        case .mappings(let map):
            ["mappings": .object(Dictionary(map.map { (String($0.key), $0.value.json) }) { $1 })]
        case .hardwareAddresses(let addresses):
            ["hardwareAddresses": .array(addresses.map { .string($0.description) })]
        case .names(let names): ["names": .array(names.map(JSON.string))]
        case .range(let low, let high): ["range": [.integer(Int64(low)), .integer(Int64(high))]]
        }
    }

    fileprivate init?(rescued json: JSON) {
        guard let (name, value) = json.members?.first else { return nil }
        let texts = value.elements?.compactMap(\.text) ?? []
        let read: LinkValue? =
            switch name {
            case "number": value.text.flatMap(UInt64.init).map(LinkValue.number)
            case "bytes": value.text.flatMap { [UInt8](hexadecimal: $0) }.map(LinkValue.bytes)
            case "text": value.text.map(LinkValue.text)
            case "address": value.text.flatMap(IPAddress.init).map(LinkValue.address)
            case "addresses": .addresses(texts.compactMap(IPAddress.init))
            case "mappings":
                .mappings(
                    Dictionary(
                        (value.members ?? [:]).compactMap { key, value in
                            guard let key = UInt32(key), let value = value.integer else { return nil }
                            return UInt32(exactly: value).map { (key, $0) }
                        }
                    ) { $1 })
            case "hardwareAddresses": .hardwareAddresses(texts.compactMap { HardwareAddress($0) })
            case "names": .names(texts)
            case "range":
                (value.elements?.compactMap { $0.integer.flatMap { UInt16(exactly: $0) } }).flatMap {
                    $0.count == 2 ? .range($0[0], $0[1]) : nil
                }
            default: nil
            }
        guard let read else { return nil }
        self = read
    }
}
