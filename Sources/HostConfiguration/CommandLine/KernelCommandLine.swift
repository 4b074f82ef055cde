public import NetworkTypes
public import Resources

/// What the kernel's command line asks of the network.
///
/// `ip=` is the kernel's (Documentation/admin-guide/nfs/nfsroot.rst), `bond=` and `vlan=` are dracut.cmdline(7)'s. A parameter
/// that can't be understood is a fault; the others count nevertheless.
public struct KernelCommandLine: Sendable {
    /// What the `ip=` parameters ask for, in their order.
    public private(set) var interfaces: [CommandLineInterface] = []
    /// The links: bonds with their ports, VLANs, and those of `ip=`.
    public private(set) var links: [LinkSpec] = []
    /// The host's name, perhaps with its domain; `nil` when nothing is said.
    ///
    /// `netstrata.hostname=` counts before `talos.hostname=`, that before the kernel's own `hostname=`, that before `ip=`.
    public private(set) var hostname: DomainName?
    /// Name servers, in the order of `ip=`.
    public private(set) var nameServers: [IPAddress] = []
    /// Time servers, in the order of `ip=`.
    public private(set) var timeServers: [IPAddress] = []
    /// Links that are to be left alone: `netstrata.network.interface.ignore=` or Talos' `talos.network.interface.ignore=`.
    public private(set) var ignoredLinks: [InterfaceName] = []
    /// What can't be understood.
    public private(set) var faults: [CommandLineFault] = []

    /// Whether nothing of it is about the network.
    public var isEmpty: Bool {
        interfaces.isEmpty && links.isEmpty && hostname == nil && nameServers.isEmpty && timeServers.isEmpty
            && ignoredLinks.isEmpty
    }

    /// The longest text that is read, in bytes; kernels take 4096 at most (`COMMAND_LINE_SIZE`).
    public static let maximumLength = 65_536

    /// Reads a command line.
    ///
    /// - Parameters:
    ///   - text: The content of /proc/cmdline.
    ///   - names: The links that the host has now; a parameter may call them by any of their names.
    public init(_ text: String, names: LinkNames) {
        guard text.utf8.count <= Self.maximumLength else {
            faults = [CommandLineFault(text, "the command line has more than \(Self.maximumLength) bytes")]
            return
        }
        let parameters = CommandLineParameter.all(in: text)
        readBonds(parameters, names)
        let given = readVLANs(parameters, names)
        readInterfaces(parameters, names, given)
        readHostname(parameters)
        for name in ["netstrata.network.interface.ignore", "talos.network.interface.ignore"] {
            each(name, of: parameters) { line, parameter throws(CommandLineFault) in
                line.ignoredLinks.append(names.resolve(try parameter.linkName(parameter.value)))
            }
        }
    }

    /// Does something for each parameter of a name that has a value; a fault undoes what was done for its parameter.
    private mutating func each(
        _ name: String, of parameters: [CommandLineParameter],
        _ body: (inout KernelCommandLine, CommandLineParameter) throws(CommandLineFault) -> Void
    ) {
        for parameter in parameters where parameter.name == name && !parameter.value.isEmpty {
            var changed = self
            do throws(CommandLineFault) {
                try body(&changed, parameter)
                self = changed
            } catch {
                faults.append(error)
            }
        }
    }

    private mutating func readBonds(_ parameters: [CommandLineParameter], _ names: LinkNames) {
        each("bond", of: parameters) { line, parameter throws(CommandLineFault) in
            for link in try parameter.bond(names) { try line.add(link, parameter) }
        }
    }

    /// Reads VLANs, and returns their links' names by those that the parameters gave.
    private mutating func readVLANs(
        _ parameters: [CommandLineParameter], _ names: LinkNames
    ) -> [InterfaceName: InterfaceName] {
        var given: [InterfaceName: InterfaceName] = [:]
        each("vlan", of: parameters) { line, parameter throws(CommandLineFault) in
            let (name, link) = try parameter.vlan(names)
            try line.add(link, parameter)
            given[name] = link.name
        }
        return given
    }

    private mutating func add(_ link: LinkSpec, _ parameter: CommandLineParameter) throws(CommandLineFault) {
        if links.contains(where: { $0.name == link.name }) {
            throw CommandLineFault(parameter.text, "there is another parameter about the link \(link.id) already")
        }
        links.append(link)
    }

    /// Reads what `ip=` asks for; a link may be called as `vlan=` calls it too.
    private mutating func readInterfaces(
        _ parameters: [CommandLineParameter], _ names: LinkNames, _ given: [InterfaceName: InterfaceName]
    ) {
        each("ip", of: parameters) { line, parameter throws(CommandLineFault) in
            let fields = try IPParameter(parameter)
            let link = fields.link.map { given[$0] ?? names.resolve($0) } ?? names.first
            if let interface = try fields.interface(of: link) {
                line.interfaces.append(interface)
                if !line.links.contains(where: { $0.name == interface.link }) { line.links.append(.up(interface.link)) }
            }
            line.hostname = fields.hostname ?? line.hostname
            line.nameServers += fields.nameServers
            line.timeServers += fields.timeServers
        }
    }

    private mutating func readHostname(_ parameters: [CommandLineParameter]) {
        // From the weakest to the strongest.
        for name in ["hostname", "talos.hostname", "netstrata.hostname"] {
            each(name, of: parameters) { line, parameter throws(CommandLineFault) in
                line.hostname = try parameter.hostname(parameter.value)
            }
        }
    }
}

extension LinkSpec {
    /// A link that the command line wants up.
    static func up(_ name: InterfaceName) -> LinkSpec {
        var spec = LinkSpec()
        (spec.name, spec.up, spec.layer) = (name, true, .cmdline)
        return spec
    }

    /// A link that the command line wants to be made.
    static func made(_ kind: String, _ name: InterfaceName) -> LinkSpec {
        var spec = up(name)
        (spec.logical, spec.kind, spec.type) = (true, kind, .ether)
        return spec
    }
}
