import Kernel
import NetworkTypes
import Resources

/// Another link, or none: the one that a link belongs to, or that carries it.
struct LinkReference: KernelValue {
    let name: InterfaceName?

    static var schema: JSON { InterfaceName.schema }
    var json: JSON { .string(name?.description ?? "") }

    static func decode(_ json: JSON, at pointer: JSONPointer, _ faults: inout [Fault]) -> LinkReference? {
        InterfaceName?.decode(json, at: pointer, &faults).map(LinkReference.init)
    }

    func wanted(_ kernel: KernelState) -> WantedValue { name?.wanted(kernel) ?? .value(.number(0)) }

    init(name: InterfaceName?) { self.name = name }
    init?(_ value: LinkValue, _ kernel: KernelState) { name = InterfaceName(value, kernel) }
}
