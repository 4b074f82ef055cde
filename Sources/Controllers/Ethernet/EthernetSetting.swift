import Kernel
import Resources

/// One thing that a spec can say of an Ethernet device: how it is read from the spec and the device, and set.
///
/// Values are JSON throughout: so specs have them, plans show them, and the ledger keeps them.
struct EthernetSetting: Sendable {
    /// What plans, findings and the ledger call it: `rings.rx`.
    let name: String
    /// What a spec says of it; `nil` says nothing.
    let wanted: @Sendable (EthernetSpec) -> JSON?
    /// The member of a spec that says a value, where that isn't the name.
    var member: @Sendable (JSON) -> String? = { _ in nil }
    /// What a device has; `nil` when it hasn't any.
    let current: @Sendable (KernelEthernet) -> JSON?
    /// Adds to a draft what gives a device a value.
    let set: @Sendable (JSON, KernelEthernet, inout EthernetDraft) -> Void
    /// Whether two values mean the same to a device.
    var isSame: @Sendable (JSON, JSON, KernelEthernet) -> Bool = { left, right, _ in left == right }
    /// Whether a device may have forgotten what it was set to, and can't tell.
    var isForgotten: @Sendable (KernelEthernet) -> Bool = { _ in false }
    /// Whether the driver's own choice of it depends on the number of channels.
    var followsChannels = false
    /// Whether it is a number of channels.
    var isOfChannels: Bool { name.hasPrefix("channels.") }
    /// What keeps a device from having a value, in words, although it has the setting.
    var obstacle: @Sendable (JSON, KernelEthernet) -> String? = { _, _ in nil }
    /// What is to be known of a value that a device has although it was wanted, in words.
    var remark: @Sendable (JSON, KernelEthernet) -> String? = { _, _ in nil }
}

/// A member of a record, in a spec or in what is shown, that one member of ethtool's messages stands for.
struct EthernetField<Record: Sendable>: Sendable {
    let member: EthernetMember
    /// What a record says; `nil` says nothing.
    private let read: @Sendable (Record) -> JSON?
    private let write: @Sendable (JSON, inout Record) -> Void
    private let json: @Sendable (EthernetValue) -> JSON?
    private let change: @Sendable (JSON, EthernetValue?, inout EthernetAttributes) -> Void
    private let obstacle: @Sendable (JSON, [String]) -> String?

    /// The setting that it is, in the part of a spec that has such a record.
    func setting(in part: @escaping @Sendable (EthernetSpec) -> Record?) -> EthernetSetting {
        var setting = EthernetSetting(
            name: member.name, wanted: { part($0).flatMap(read) }, current: { $0[member].flatMap(json) },
            set: { value, device, draft in
                change(value, device[member], &draft.attributes[member.message, default: EthernetAttributes()])
            })
        setting.obstacle = { value, device in
            if let most = device.most(of: member), let number = UInt32(json: value), number > most {
                return "the device takes \(most) at most"
            }
            return obstacle(value, device.choices[member] ?? [])
        }
        // A device that says nothing of error correction does without.
        if member == .fecModes {
            let off = JSON.array([EthernetFEC.Mode.off.json])
            setting.isSame = { wanted, current, _ in (wanted == [] ? off : wanted) == (current == [] ? off : current) }
        }
        // As long as no cable is in it.
        setting.isForgotten = { $0.isUnknown(member) && $0[.linkState] == .number(0) }
        return setting
    }

    /// Adds what a device has to a record that is shown.
    ///
    /// - Returns: Whether it has something.
    func show(_ device: KernelEthernet, in record: inout Record) -> Bool {
        guard !device.isUnknown(member), let value = device[member].flatMap(json) else { return false }
        write(value, &record)
        return true
    }
}

extension KernelEthernet {
    /// Of which numbers a device tells how large they may be.
    private static let maxima: [EthernetMember: EthernetMember] = [
        .ringsRx: .ringsRxMaximum, .ringsRxMini: .ringsRxMiniMaximum, .ringsRxJumbo: .ringsRxJumboMaximum,
        .ringsTx: .ringsTxMaximum, .ringsTxPushBufferLength: .ringsTxPushBufferLengthMaximum,
        .channelsRx: .channelsRxMaximum, .channelsTx: .channelsTxMaximum, .channelsOther: .channelsOtherMaximum,
        .channelsCombined: .channelsCombinedMaximum,
    ]

    /// How large a number may be; `nil` where the device doesn't tell.
    fileprivate func most(of member: EthernetMember) -> UInt32? {
        Self.maxima[member].flatMap { self[$0]?.number }
    }

    /// Whether the driver has a member, and doesn't know what it is (`SPEED_UNKNOWN`, `DUPLEX_UNKNOWN`).
    fileprivate func isUnknown(_ member: EthernetMember) -> Bool {
        switch member {
        case .speed: self[member] == .number(.max) || self[member] == .number(0)
        case .duplex: self[member] == .number(EthernetDuplex.unknown.kernelNumber)
        default: false
        }
    }
}

extension EthernetField {
    /// A number.
    init(_ member: EthernetMember, _ path: any WritableKeyPath<Record, UInt32?> & Sendable) {
        self.init(member, path, json: { $0.json }, number: { UInt32(json: $0) }, value: { UInt32(json: $0) })
    }

    /// A switch, by the kernel's numbers for off and on.
    init(
        _ member: EthernetMember, _ path: any WritableKeyPath<Record, Bool?> & Sendable, off: UInt32 = 0, on: UInt32 = 1
    ) {
        self.init(
            member, path, json: { .bool($0 == on) }, number: { $0.bool.map { $0 ? on : off } }, value: { $0.bool })
    }

    /// One of some words for which the kernel has numbers.
    init<Choice: EthernetChoice>(
        _ member: EthernetMember, _ path: any WritableKeyPath<Record, Choice?> & Sendable
    ) {
        self.init(
            member, path, json: { Choice(kernelNumber: $0)?.json }, number: { Choice(json: $0)?.kernelNumber },
            value: { Choice(json: $0) })
    }

    /// A value that is a number to the kernel.
    private init<Value: FieldValue>(
        _ member: EthernetMember, _ path: any WritableKeyPath<Record, Value?> & Sendable,
        json: @escaping @Sendable (UInt32) -> JSON?, number: @escaping @Sendable (JSON) -> UInt32?,
        value: @escaping @Sendable (JSON) -> Value?
    ) {
        self.member = member
        read = { $0[keyPath: path]?.json }
        write = { $1[keyPath: path] = value($0) }
        self.json = { $0.number.flatMap(json) }
        change = { wanted, _, attributes in if let number = number(wanted) { attributes.numbers[member] = number } }
        obstacle = { _, _ in nil }
    }

    /// A list of words, of which the kernel may have others beside them in the same place: those stay.
    init<Word: EthernetWord>(_ member: EthernetMember, _ path: any WritableKeyPath<Record, [Word]?> & Sendable) {
        self.member = member
        read = { $0[keyPath: path].map { Word.json($0) } }
        write = { $1[keyPath: path] = Word.words($0) }
        json = { $0.words.map { Word.json($0.compactMap(Word.init(kernelWord:))) } }
        change = { wanted, current, attributes in
            let wanted = Set(Word.words(wanted).map(\.kernelWord))
            let current = Set((current?.words ?? []).filter { Word(kernelWord: $0) != nil })
            for word in wanted.symmetricDifference(current) {
                attributes.words[member, default: [:]][word] = wanted.contains(word)
            }
        }
        obstacle = { wanted, choices in
            let missing = Word.words(wanted).filter { !choices.contains($0.kernelWord) }.map(\.word)
            guard !choices.isEmpty, !missing.isEmpty else { return nil }
            let known = choices.compactMap(Word.init(kernelWord:)).map(\.word).joined(separator: ", ")
            return "\(missing.joined(separator: ", ")) can't be had; the device has \(known.isEmpty ? "none" : known)"
        }
    }
}

extension UInt32 {
    /// A number as JSON has it.
    init?(json: JSON) {
        guard let number = json.integer else { return nil }
        self.init(exactly: number)
    }
}
