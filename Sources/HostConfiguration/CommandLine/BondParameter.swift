import NetworkTypes
import Resources

extension CommandLineParameter {
    /// The links of `bond=<name>[:<ports>[:<options>[:<mtu>]]]`: the bond, then its ports.
    ///
    /// Without ports they are eth0 and eth1; options are the kernel's, `mode=802.3ad,miimon=100`.
    func bond(_ names: LinkNames) throws(CommandLineFault) -> [LinkSpec] {
        let parts = try bondFields
        func part(_ index: Int) -> String { index < parts.count ? parts[index] : "" }
        var link = LinkSpec.made("bond", try linkName(parts[0]))
        if !part(3).isEmpty {
            guard let mtu = UInt32(part(3)), (68...65_535).contains(mtu) else {
                throw CommandLineFault(text, "an MTU from 68 to 65535 is expected, not '\(part(3))'")
            }
            link.mtu = mtu
        }
        var options: JSON = ["useCarrier": true]
        for option in part(2).split(separator: ",") { try set(String(option), of: &options) }
        // The fields of the type check words and ranges, so that they are the same everywhere.
        var faults: [Fault] = []
        guard var bond = Bond.decode(options, at: .root, &faults) else {
            throw CommandLineFault(text, faults.map { "\($0.pointer): \($0.detail)" }.joined(separator: "; "))
        }
        // A primary port may be called by another name too.
        bond.primary = bond.primary.map(names.resolve)
        link.bondMaster = bond.completed()

        let ports = part(1).isEmpty ? ["eth0", "eth1"] : part(1).split(separator: ",").map(String.init)
        var links = [link]
        for (index, port) in ports.enumerated() {
            var slave = LinkSpec.up(names.resolve(try linkName(port)))
            (slave.masterName, slave.slaveIndex) = (link.name, UInt32(index))
            links.append(slave)
        }
        guard Set(links.map(\.id)).count == links.count, links.count <= 256 else {
            throw CommandLineFault(text, "a bond and its ports, 255 at most, are different links")
        }
        return links
    }

    /// The parts between the colons; IPv6 addresses in an option stand in brackets, which are kept together.
    private var bondFields: [String] {
        get throws(CommandLineFault) {
            let fields = try fields(keepingBrackets: true)
            guard fields.count <= 4, !fields[0].isEmpty else {
                throw CommandLineFault(text, "bond=<name>:<ports>:<options>:<mtu> is expected")
            }
            return fields
        }
    }

    private func set(_ option: String, of options: inout JSON) throws(CommandLineFault) {
        let halves = option.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2 else {
            throw CommandLineFault(text, "\(option.debugDescription) isn't an option: name=value is expected")
        }
        guard let (member, kind) = Self.bondOptions[halves[0]] else {
            let known = Self.bondOptions.keys.sorted().joined(separator: ", ")
            throw CommandLineFault(
                text, "there is no bond option \(halves[0].debugDescription); known are \(known)")
        }
        options[member] = try kind.value(halves[1], self)
    }

    /// How the value of an option is written.
    private enum BondOption {
        case number
        case flag
        case text
        case addresses
        /// One of some words, or its number, from 0 on.
        case word([String])

        init<Choice: ChoiceValue>(_: Choice.Type) { self = .word(Choice.allCases.map(\.rawValue)) }

        func value(_ text: String, _ parameter: CommandLineParameter) throws(CommandLineFault) -> JSON {
            let number = UInt32(text)
            switch self {
            case .text: return .string(text)
            case .addresses:
                let list = text.split { $0 == ";" || $0 == "[" || $0 == "]" }
                return .array(list.map { .string(String($0)) })
            case .number: return number.map { .integer(Int64($0)) } ?? .string(text)
            case .flag: return number == 0 ? false : number == 1 ? true : .string(text)
            case .word(let words):
                guard let number else { return .string(text) }
                return number < words.count ? .string(words[Int(number)]) : .integer(Int64(number))
            }
        }
    }

    /// The driver's options by their names (Documentation/networking/bonding.rst), and our members.
    private static let bondOptions: [String: (member: String, kind: BondOption)] = [
        "mode": ("mode", BondOption(BondMode.self)),
        "xmit_hash_policy": ("xmitHashPolicy", BondOption(BondHashPolicy.self)),
        "lacp_rate": ("lacpRate", BondOption(BondLACPRate.self)),
        "arp_validate": ("arpValidate", BondOption(BondARPValidation.self)),
        "arp_all_targets": ("arpAllTargets", BondOption(BondARPTargets.self)),
        "primary": ("primary", .text),
        "primary_reselect": ("primaryReselect", BondOption(BondPrimaryReselection.self)),
        "fail_over_mac": ("failOverMac", BondOption(BondFailOverMAC.self)),
        "ad_select": ("adSelect", BondOption(BondSelection.self)),
        "miimon": ("miimon", .number),
        "updelay": ("updelay", .number),
        "downdelay": ("downdelay", .number),
        "arp_interval": ("arpInterval", .number),
        "resend_igmp": ("resendIgmp", .number),
        "min_links": ("minLinks", .number),
        "lp_interval": ("lpInterval", .number),
        "packets_per_slave": ("packetsPerSlave", .number),
        "num_grat_arp": ("numPeerNotif", .number),
        "num_unsol_na": ("numPeerNotif", .number),
        "tlb_dynamic_lb": ("tlbLogicalLb", .number),
        "all_slaves_active": ("allSlavesActive", .number),
        "use_carrier": ("useCarrier", .flag),
        "ad_actor_sys_prio": ("adActorSysPrio", .number),
        "ad_user_port_key": ("adUserPortKey", .number),
        "peer_notif_delay": ("peerNotifyDelay", .number),
        "arp_ip_target": ("arpIpTargets", .addresses),
        "ns_ip6_target": ("nsIp6Targets", .addresses),
        "ad_actor_system": ("adActorSystem", .text),
        "coupled_control": ("coupledControl", .flag),
        "lacp_active": ("adLacpActive", BondOption(BondLACPActivity.self)),
        "missed_max": ("missedMax", .number),
    ]
}
