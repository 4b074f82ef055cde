import Kernel
import NetworkTypes
import Resources

/// What the kernel tells of a link that nobody sets, and where LinkStatus has it.
struct LinkObservation: Sendable {
    /// Where the kernel has it.
    let member: LinkMember
    /// Adds a value to what is said of a link.
    let show: @Sendable (LinkValue, KernelState, inout LinkStatus) -> Void

    /// Something that is a member of a part of the status.
    init<Record: FieldRecord, Value: KernelValue>(
        _ member: LinkMember, _ part: any WritableKeyPath<LinkStatus, Record?> & Sendable,
        _ path: any WritableKeyPath<Record, Value> & Sendable
    ) {
        self.member = member
        show = { value, kernel, status in
            guard let value = Value(value, kernel) else { return }
            var record = status[keyPath: part] ?? Record()
            record[keyPath: path] = value
            status[keyPath: part] = record
        }
    }

    /// Everything of this sort: the one list to add one to.
    static let all: [LinkObservation] = [
        LinkObservation(.bondActivePort, \.bondState, \.activePort),
        LinkObservation(.bondAggregator, \.bondState, \.aggregator),
        LinkObservation(.bondAggregatorPorts, \.bondState, \.aggregatorPorts),
        LinkObservation(.bondActorKey, \.bondState, \.actorKey),
        LinkObservation(.bondPartnerKey, \.bondState, \.partnerKey),
        LinkObservation(.bondPartnerAddress, \.bondState, \.partnerAddr),
        LinkObservation(.bondPortState, \.bondSlaveState, \.state),
        LinkObservation(.bondPortMIIStatus, \.bondSlaveState, \.miiStatus),
        LinkObservation(.bondPortPermanentAddress, \.bondSlaveState, \.permanentAddr),
        LinkObservation(.bondPortAggregator, \.bondSlaveState, \.aggregator),
        LinkObservation(.bondPortActorState, \.bondSlaveState, \.actorState),
        LinkObservation(.bondPortPartnerState, \.bondSlaveState, \.partnerState),
    ]
}

extension LACPState: KernelValue {
    func wanted(_ kernel: KernelState) -> WantedValue { .value(.number(UInt64(rawValue))) }
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let number = value.number.flatMap({ UInt32(exactly: $0) }) else { return nil }
        self.init(rawValue: number)
    }
}
