import ArgumentParser
import Foundation
import Gateway
import HostConfiguration
import Logging
import Store

/// From what the daemon makes the layers below people's, as its command line says.
struct ConfigurationSources: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Machine configuration to load at the start, if it has changed since the last time.", valueName: "file"),
        completion: .file())
    var config: String?

    @Flag(help: "Load it even if this version can't carry out all of it.")
    var allowUnsupported = false

    @Option(
        help: ArgumentHelp("Text instead of that of /proc/cmdline below the root; '' for none.", valueName: "text"))
    var kernelCommandLine: String?

    @Option(
        help: ArgumentHelp("What the platform says of the network, as YAML.", valueName: "file"), completion: .file())
    var platform: String?

    /// What the host was given, below a root; what can't be understood is said and left out.
    ///
    /// - Parameters:
    ///   - root: The root of the host's files.
    ///   - incarnation: What tells this database from others, for a host without a machine-id(5).
    ///   - logger: Where it is said.
    /// - Returns: What was given, and why the platform file isn't used, if it isn't.
    func host(root: String, incarnation: String, _ logger: Logger) -> (sources: HostSources, fault: StartFault?) {
        var sources = HostSources()
        let arguments = kernelCommandLine ?? Self.text(root + "/proc/cmdline") ?? ""
        let line = KernelCommandLine(arguments, names: LinkNames([:]))
        if !line.isEmpty { sources.commandLine = arguments }
        sources.identity = Self.text(root + "/etc/machine-id") ?? incarnation
        for fault in line.faults {
            logger.warning("kernel command line: left out", metadata: ["fault": "\(fault)"])
        }
        guard let platform else { return (sources, nil) }
        func fault(_ detail: String) -> StartFault {
            logger.error("platform file: not used", metadata: ["file": "\(platform)", "fault": "\(detail)"])
            return StartFault(name: "platform file", path: platform, detail: detail)
        }
        let text: String
        do { text = try Self.content(platform) } catch { return (sources, fault(Self.words(error))) }
        do throws(ConfigurationFaults) {
            let said = try PlatformConfiguration(text: text)
            for part in said.unsupported {
                logger.warning(
                    "platform file: not carried out by this version", metadata: ["part": "\(part.id): \(part.reason)"])
            }
            sources.platform = said
        } catch {
            return (sources, fault(error.all.map(\.description).joined(separator: "; ")))
        }
        return (sources, nil)
    }

    /// Loads the configuration; one that can't be loaded leaves what is stored, so that a host doesn't lose its network by it.
    ///
    /// - Returns: Why it isn't loaded; `nil` when it is, or is the one of the last time.
    func load(into store: ResourceStore, _ logger: Logger) async -> StartFault? {
        guard let config else { return nil }
        func fault(_ detail: String) -> StartFault {
            logger.error(
                "configuration file: refused, the stored one stays",
                metadata: ["file": "\(config)", "fault": "\(detail)"])
            return StartFault(name: "configuration file", path: config, detail: detail, revision: store.revision)
        }
        let text: String
        do { text = try Self.content(config) } catch { return fault(Self.words(error)) }
        do throws(ConfigurationFile.Failure) {
            let outcome = try await ConfigurationFile.load(
                text, from: config, allowsUnsupported: allowUnsupported, into: store)
            guard case .loaded(let unsupported, let warnings) = outcome else { return nil }
            logger.notice("configuration file: loaded", metadata: ["file": "\(config)"])
            for fault in warnings { logger.warning("configuration file", metadata: ["warning": "\(fault)"]) }
            for part in unsupported { logger.warning("not carried out by this version", metadata: ["part": "\(part)"]) }
            return nil
        } catch {
            switch error {
            case .invalid(let faults): return fault(faults.replacing("\n", with: "; "))
            case .unsupported(let parts):
                return fault(
                    "this version can't carry out \(parts.joined(separator: ", ")); --allow-unsupported loads the rest")
            }
        }
    }

    private static func content(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    /// Why a file can't be read.
    private static func words(_ error: any Error) -> String {
        switch (error as? CocoaError)?.code {
        case .fileReadNoSuchFile?: "there is no such file"
        case .fileReadNoPermission?: "this user may not read it"
        case .fileReadInapplicableStringEncoding?: "it isn't UTF-8"
        default: "it can't be read, or isn't UTF-8"
        }
    }

    private static func text(_ path: String) -> String? {
        (try? content(path))?.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
