import Foundation
import Logging

/// Programs on the host that remove what isn't theirs.
struct ForeignManagers {
    let root: String

    /// Warns when systemd-networkd runs and would remove our routes and rules.
    ///
    /// `ManageForeignRoutes` and `ManageForeignRoutingPolicyRules` are on by default (networkd.conf(5)).
    func warn(_ logger: Logger) {
        guard FileManager.default.fileExists(atPath: path("run/systemd/netif/state")) else { return }
        for setting in ["ManageForeignRoutes", "ManageForeignRoutingPolicyRules"] where isOn(setting) {
            logger.warning(
                "systemd-networkd removes routes and rules that aren't its own; install deploy/networkd/10-netstrata.conf",
                metadata: ["setting": "\(setting)"])
        }
    }

    private func isOn(_ setting: String) -> Bool {
        var value = "yes"
        for file in configurationFiles() {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { continue }
            for line in text.split(separator: "\n") {
                let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
                if parts.count == 2, parts[0] == setting { value = parts[1].lowercased() }
            }
        }
        return !["no", "false", "off", "0"].contains(value)
    }

    /// The main file, then the drop-ins by name, as systemd reads them (systemd.unit(5)).
    private func configurationFiles() -> [String] {
        let folders = ["usr/lib", "usr/local/lib", "run", "etc"].map { "\($0)/systemd/networkd.conf.d" }
        let dropIns = folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: path(folder))) ?? [])
                .filter { $0.hasSuffix(".conf") }.map { (name: $0, path: path("\(folder)/\($0)")) }
        }
        return [path("etc/systemd/networkd.conf")] + dropIns.sorted { $0.name < $1.name }.map(\.path)
    }

    private func path(_ relative: String) -> String { URL(fileURLWithPath: root).appending(path: relative).path }
}
