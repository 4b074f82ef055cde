import Kernel
import NetworkTypes
import Resources

/// One thing that a spec can say of a link: how it is read from the spec, set in the kernel, and shown.
///
/// The settings of a kind stand in a table in `<Kind>Settings.swift`; what plans, restores and shows them is the same for all.
struct LinkSetting: Sendable {
    /// Where the kernel has it.
    let member: LinkMember
    /// What plans and findings call it: the member of the spec, such as `bondMaster.miimon`.
    let name: String
    /// What a change does to the traffic.
    let change: LinkChange
    /// What the kernel gives a new link; `nil` where that can't be known.
    let initial: LinkValue?
    /// Whether a value that the kernel doesn't tell is the one of a new link; else it isn't known at the time, and left.
    var isAlwaysTold = true
    /// What a spec says of it.
    var wanted: @Sendable (LinkSpec, KernelState) -> WantedValue
    /// How people read a value.
    let json: @Sendable (LinkValue, KernelState) -> JSON
    /// The value that people read so; `nil` when it can't be had any more.
    let value: @Sendable (JSON, KernelState) -> LinkValue?
    /// Adds a value to what is said of a link.
    var show: @Sendable (LinkValue, KernelState, inout LinkStatus) -> Void
    /// Whether a value counts, by what else the link is and shall be.
    var relevance: @Sendable (LinkValue, LinkTransition) -> Relevance = { _, _ in .counts }
    /// What the kernel changes along with it, so that it's set too.
    var companions: Set<LinkMember> = []
    /// What has to be different while a link gets a value; `nil` while it can't get it and nothing is to be done.
    private(set) var pause: @Sendable (KernelLink, LinkValue) -> LinkPause?
    /// Whether a link is made without it and gets it right afterwards, so that what it has by itself is known.
    private(set) var comesAfterMaking = false
    /// Whether the link that it names has to be there before the link is made.
    var isFoundation: Bool

    /// The same, for what a new link has by itself in ways that can't be told beforehand.
    var afterMaking: LinkSetting {
        var setting = self
        setting.comesAfterMaking = true
        return setting
    }

    /// The same, for what the kernel changes in one way or another.
    func pausing(_ pause: @escaping @Sendable (KernelLink, LinkValue) -> LinkPause?) -> LinkSetting {
        var setting = self
        setting.pause = pause
        return setting
    }
}

extension LinkSetting {
    /// What has to be different while a link changes to a value; `nil` while it can't and nothing is to be done.
    ///
    /// A VRF takes a link down for a moment when it takes it in or lets it go (`cycle_netdev()`, `drivers/net/vrf.c`).
    func pause(changing link: KernelLink, to value: LinkValue, _ kernel: KernelState) -> LinkPause? {
        guard let pause = pause(link, value) else { return nil }
        guard member == .master else { return pause }
        let next = value.number.flatMap { UInt32(exactly: $0) }.flatMap { kernel.link(index: $0)?.kind }
        return link.slaveKind == "vrf" || next == "vrf" ? max(.itself, pause) : pause
    }
}

/// What changing a member does to the traffic.
struct LinkChange: Sendable {
    /// What has to be different meanwhile.
    var pause = LinkPause.none
    /// Whether packets can be lost although the link stays.
    var cuts = false

    /// The link goes on as it is.
    static let harmless = LinkChange()
    /// Packets can be lost.
    static let cutting = LinkChange(cuts: true)
    /// The link goes down for a moment.
    static let down = LinkChange(pause: .down, cuts: true)
    /// The link goes down, and its ports leave it for a moment.
    static let withoutPorts = LinkChange(pause: .withoutPorts, cuts: true)
    /// The link is deleted and made anew.
    static let away = LinkChange(pause: .away, cuts: true)
}

extension LinkSetting {
    /// A setting that is a member of the spec itself; `unless` is the value that says nothing.
    init<Value: KernelValue>(
        _ member: LinkMember, _ name: String, _ path: any KeyPath<LinkSpec, Value?> & Sendable,
        _ change: LinkChange = .harmless, initial: LinkValue? = nil, unless silent: Value? = nil,
        show: (any WritableKeyPath<LinkStatus, Value?> & Sendable)? = nil
    ) {
        self.init(
            member, name, change, initial: initial,
            wanted: { spec in spec[keyPath: path].flatMap { $0 == silent ? nil : $0 } },
            show: { value, status in if let show { status[keyPath: show] = value } })
    }

    /// A setting whose value is read and shown in ways of its own; `nil` says nothing.
    init<Value: KernelValue>(
        _ member: LinkMember, _ name: String, _ change: LinkChange, initial: LinkValue?,
        wanted: @escaping @Sendable (LinkSpec) -> Value?,
        show: @escaping @Sendable (Value, inout LinkStatus) -> Void
    ) {
        self.member = member
        self.name = name
        self.change = change
        self.initial = initial
        pause = { _, _ in change.pause }
        isFoundation = change.pause == .away
        self.wanted = { spec, kernel in wanted(spec)?.wanted(kernel) ?? .unsaid }
        json = { value, kernel in Value(value, kernel)?.json ?? "" }
        value = { json, kernel in
            var faults: [Fault] = []
            guard case .value(let value) = Value.decode(json, at: .root, &faults)?.wanted(kernel) else { return nil }
            return value
        }
        self.show = { value, kernel, status in
            if let value = Value(value, kernel) { show(value, &status) }
        }
    }
}

/// A part of a spec that only some links have, such as `bondMaster`.
struct LinkPart<Record: FieldRecord>: Sendable {
    /// The member of the spec that holds it.
    let name: String
    /// Where the spec has it.
    let spec: any KeyPath<LinkSpec, Record?> & Sendable
    /// Where the status has it.
    let status: any WritableKeyPath<LinkStatus, Record?> & Sendable

    init(
        _ name: String, _ spec: any KeyPath<LinkSpec, Record?> & Sendable,
        _ status: any WritableKeyPath<LinkStatus, Record?> & Sendable
    ) {
        (self.name, self.spec, self.status) = (name, spec, status)
    }

    /// A setting that is a member of the part; `condition` tells whether the part's other members let it count.
    func setting<Value: KernelValue>(
        _ member: LinkMember, _ name: String, _ path: any WritableKeyPath<Record, Value> & Sendable,
        _ change: LinkChange = .harmless, initial: LinkValue? = nil,
        when condition: @escaping @Sendable (Record) -> Bool = { _ in true }
    ) -> LinkSetting {
        let (spec, status) = (spec, status)
        return LinkSetting(
            member, "\(self.name).\(name)", change, initial: initial,
            wanted: { link -> Value? in
                guard let part = link[keyPath: spec], condition(part) else { return nil }
                return part[keyPath: path]
            },
            show: { value, link in
                var part = link[keyPath: status] ?? Record()
                part[keyPath: path] = value
                link[keyPath: status] = part
            })
    }
}

extension LinkPart {
    /// A setting whose value the kernel has in a form of its own, to which `form` leads and from which `back` does.
    func setting<Value: Hashable & Sendable, Form: KernelValue>(
        _ member: LinkMember, _ name: String, _ path: any WritableKeyPath<Record, Value?> & Sendable,
        _ change: LinkChange = .harmless, initial: LinkValue? = nil, form: @escaping @Sendable (Value) -> Form,
        back: @escaping @Sendable (Form) -> Value
    ) -> LinkSetting {
        let (spec, status) = (spec, status)
        return LinkSetting(
            member, "\(self.name).\(name)", change, initial: initial,
            wanted: { link -> Form? in link[keyPath: spec].flatMap { $0[keyPath: path] }.map(form) },
            show: { value, link in
                var part = link[keyPath: status] ?? Record()
                part[keyPath: path] = back(value)
                link[keyPath: status] = part
            })
    }
}

extension LinkSetting {
    /// The same for a member that the kernel tells only at times.
    var toldAtTimes: LinkSetting {
        var setting = self
        setting.isAlwaysTold = false
        return setting
    }
}
