import Kernel
import Resources

/// A span of time of which the kernel counts hundredths of a second (`USER_HZ`, `include/asm-generic/param.h`).
struct ClockTicks: KernelValue {
    let time: GoDuration

    private static let tick: Int64 = 10_000_000

    static var schema: JSON { GoDuration.schema }
    var json: JSON { time.json }

    static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> ClockTicks? {
        GoDuration.decode(json, at: pointer, &faults).map(ClockTicks.init)
    }

    func wanted(_ kernel: KernelState) -> WantedValue {
        UInt64(exactly: time.nanoseconds / Self.tick).map { .value(.number($0)) } ?? .unsaid
    }

    init(_ time: GoDuration) { self.time = time }

    /// What no duration can hold, such as 292 years, isn't shown.
    init?(_ value: LinkValue, _ kernel: KernelState) {
        guard let ticks = value.number.flatMap({ Int64(exactly: $0) }), ticks <= Int64.max / Self.tick else {
            return nil
        }
        time = GoDuration(nanoseconds: ticks * Self.tick)
    }
}

extension LinkPart {
    /// A setting that is a span of time, which the kernel has in hundredths of a second, as is `initial`.
    func time(
        _ member: LinkMember, _ name: String, _ path: any WritableKeyPath<Record, GoDuration?> & Sendable,
        initial: UInt64
    ) -> LinkSetting {
        setting(member, name, path, initial: .number(initial)) {
            ClockTicks($0)
        } back: {
            $0.time
        }
    }
}
