import FlowSupport
import Glibc
import Resources
import TestSupport
import Testing

extension Flows {
    @Suite struct HostFiles {
        private static let hosts = "127.0.0.1 localhost\n127.0.1.1 before\n"
        private static let resolvers: JSON = [
            "nameServers": [["addr": "192.0.2.53"], ["addr": "192.0.2.54", "protocol": "DoT"]],
            "searchDomains": ["example.com"],
        ]

        private static func prepare(_ root: Root) throws {
            try root.write("etc/hosts", hosts, mode: 0o640)
            try root.write("etc/resolv.conf", "nameserver 198.51.100.1\n")
        }

        /// Everything but the comment that says where the text comes from.
        private static func lines(_ text: String) -> [[Substring]] {
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
        }

        @Test func `a host name goes to the host and its files, and all is as before when its spec goes`() async throws
        {
            try await Root.run(Self.prepare) { flow, root in
                try root.write("proc/sys/kernel/hostname", "before\n")
                try await flow.client.apply("HostnameSpec/hostname", ["hostname": "node-1.example.com"])
                #expect(root.text("proc/sys/kernel/hostname") == "node-1\n")
                #expect(root.text("proc/sys/kernel/domainname") == "example.com\n")
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                try await flow.host.eventually("the files name it") {
                    Self.lines(root.text("etc/hosts")).contains(["192.0.2.9", "node-1.example.com", "node-1"])
                        && root.text("etc/hostname").hasPrefix("node-1\n")
                }
                #expect(root.text("etc/hosts").hasPrefix("# Written by Netstrata"))
                #expect(root.text("etc/hosts.netstrata-original") == Self.hosts)
                let status = try await flow.client.get("/v1/resources/network/HostnameStatus/hostname").json["spec"]
                #expect(status == ["hostname": "node-1", "domainname": "example.com"])
                try await flow.client.remove("HostnameSpec/hostname")
                try await flow.host.eventually("all is as before") {
                    root.text("etc/hosts") == Self.hosts && !root.has("etc/hostname")
                        && !root.has("etc/hosts.netstrata-original")
                }
                #expect(root.mode("etc/hosts") == 0o640)
                #expect(root.text("proc/sys/kernel/hostname") == "before\n")
                #expect(!root.has("proc/sys/kernel/domainname"))
            }
        }

        @Test func `a host name that somebody else sets is put right and recorded`() async throws {
            try await Root.run { flow, root in
                try await flow.client.apply("HostnameSpec/hostname", ["hostname": "node-1"])
                try root.write("proc/sys/kernel/hostname", "other\n")
                let status = try await flow.client.status("HostnameSpec/hostname") { ($0["repairs"]?.integer ?? 0) > 0 }
                #expect(status[path: "drift", "found"]?.text == "hostname other instead of node-1")
                #expect(root.text("proc/sys/kernel/hostname") == "node-1\n")
            }
        }

        @Test func `resolvers and known hosts go to files, and a manual edit is put right and recorded with its lines`()
            async throws
        {
            try await Root.run(Self.prepare) { flow, root in
                try await flow.client.apply("ResolverSpec/resolvers", Self.resolvers)
                let text = root.text("etc/resolv.conf")
                #expect(Self.lines(text) == [["nameserver", "192.0.2.53"], ["search", "example.com"]])
                let destination = try await flow.client.get("/v1/resources/network/ResolverStatus/resolvers").json
                #expect(destination[path: "spec", "destination"] == "file")
                try await flow.client.apply("StaticHost/printer", ["addresses": ["192.0.2.99"]])
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                try await flow.host.eventually("the printer is known") {
                    Self.lines(root.text("etc/hosts")).contains(["192.0.2.99", "printer"])
                }
                try root.write("etc/resolv.conf", text + "nameserver 203.0.113.66\n")
                let status = try await flow.client.status("EtcFileSpec/resolv.conf") {
                    ($0["repairs"]?.integer ?? 0) > 0
                }
                #expect(root.text("etc/resolv.conf") == text)
                #expect(status[path: "drift", "found"]?.text?.contains("+nameserver 203.0.113.66") == true)
                let history = try await flow.client.get("/v1/history?type=ApplyStatus&id=EtcFileSpec/resolv.conf")
                #expect(history.text.contains("+nameserver 203.0.113.66"), "\(history.text)")
                unlink(root.path("etc/resolv.conf"))
                try await flow.client.status("EtcFileSpec/resolv.conf") { $0[path: "drift", "found"] == "deleted" }
                try await flow.host.eventually("the file is back") { root.text("etc/resolv.conf") == text }
                try await flow.client.remove("ResolverSpec/resolvers")
                try await flow.host.eventually("the file of before is back") {
                    root.text("etc/resolv.conf") == "nameserver 198.51.100.1\n"
                }
            }
        }

        @Test func `the file of before comes back after a crash and in another namespace, too`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                var flow = flow
                try await flow.client.apply("StaticHost/printer", ["addresses": ["192.0.2.99"]])
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                try await flow.daemon.crash()
                flow.host = try await Host()
                try await flow.daemon.start(on: flow.host, ["--root", root.path])
                try await flow.client.remove("StaticHost/printer")
                try await flow.host.eventually("the file of before is back") { root.text("etc/hosts") == Self.hosts }
                #expect(root.mode("etc/hosts") == 0o640)
            }
        }

        @Test func `what people ask of a file themselves wins over what follows from other resources`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                try await flow.client.apply("StaticHost/printer", ["addresses": ["192.0.2.99"]])
                try await flow.client.apply("EtcFileSpec/hosts", ["contents": "::1 mine\n", "mode": "0600"])
                #expect(root.text("etc/hosts") == "::1 mine\n")
                #expect(root.mode("etc/hosts") == 0o600)
                try await flow.client.remove("StaticHost/printer")
                #expect(root.text("etc/hosts") == "::1 mine\n")
                try await flow.client.remove("EtcFileSpec/hosts")
                #expect(root.text("etc/hosts") == Self.hosts)
            }
        }

        @Test func `while it is paused an edit stays, and is put right when it goes on`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                try await flow.client.apply("EtcFileSpec/hosts", ["contents": "::1 mine\n"])
                try await flow.client.manage("observe")
                try root.write("etc/hosts", "::1 other\n")
                let status = try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "paused" }
                #expect(status["reason"] == "would write file /etc/hosts")
                #expect(root.text("etc/hosts") == "::1 other\n")
                try await flow.client.manage("enforce")
                try await flow.client.status("EtcFileSpec/hosts") { $0["state"] == "applied" }
                #expect(root.text("etc/hosts") == "::1 mine\n")
                try await flow.client.manage("released")
                try await flow.client.remove("EtcFileSpec/hosts")
                #expect(root.text("etc/hosts") == "::1 mine\n")
            }
        }

        @Test func `a plan says what would be written, and writes nothing`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                let reply = try await flow.client.put("EtcFileSpec/hosts", ["contents": "::1 mine\n"], "?dryRun=true")
                #expect(reply.text.contains("file /etc/hosts"), "\(reply.text)")
                let name = try await flow.client.put("HostnameSpec/hostname", ["hostname": "a"], "?dryRun=true")
                #expect(name.text.contains(#""operation":"set""#), "\(name.text)")
                #expect(root.text("etc/hosts") == Self.hosts)
                #expect(!root.has("proc/sys/kernel/hostname"))
            }
        }

        @Test func `where systemd-resolved serves, it gets the resolvers, and its link stays`() async throws {
            let stub = "../run/systemd/resolve/stub-resolv.conf"
            try await Root.run { root in
                try root.makeFolders(for: "etc/resolv.conf")
                try root.makeFolders(for: "run/dbus/system_bus_socket")
                guard symlink(stub, root.path("etc/resolv.conf")) == 0 else { throw FlowError("symlink") }
            } _: { flow, root in
                let refused = try await flow.client.put("ResolverSpec/resolvers", Self.resolvers, "?wait=applied")
                #expect(refused.reasons.contains("systemd-resolved.service"), "\(refused.text)")
                let bus = try ServiceManagerBus(root.path("run/dbus/system_bus_socket"))
                try await flow.client.status("ResolverSpec/resolvers") { $0["state"] == "applied" }
                let dropIn = "etc/systemd/resolved.conf.d/90-netstrata.conf"
                #expect(Self.lines(root.text(dropIn)) == [["[Resolve]"], ["DNS=192.0.2.53"], ["Domains=example.com"]])
                try await flow.host.eventually("the status says so") {
                    let status = try await flow.client.get("/v1/resources/network/ResolverStatus/resolvers").json
                    return status[path: "spec", "destination"] == "systemd-resolved"
                }
                #expect(Files.target(ofLink: root.path("etc/resolv.conf")) == stub)
                try await flow.client.remove("ResolverSpec/resolvers")
                #expect(!root.has(dropIn))
                #expect(bus.units == ["systemd-resolved.service", "systemd-resolved.service"])
            }
        }

        @Test func `the time service that runs gets the servers`() async throws {
            try await Root.run { root in
                try root.makeFolders(for: "run/dbus/system_bus_socket")
                try root.makeFolders(for: "run/systemd/timesync/x")
            } _: { flow, root in
                let bus = try ServiceManagerBus(root.path("run/dbus/system_bus_socket"))
                try await flow.client.apply("TimeServerSpec/timeservers", ["timeServers": ["time.example.com"]])
                let dropIn = "etc/systemd/timesyncd.conf.d/90-netstrata.conf"
                #expect(Self.lines(root.text(dropIn)) == [["[Time]"], ["NTP=time.example.com"]])
                try await flow.host.eventually("the status says so") {
                    let status = try await flow.client.get("/v1/resources/network/TimeServerStatus/timeservers").json
                    return status[path: "spec", "destination"] == "systemd-timesyncd"
                }
                try await flow.client.remove("TimeServerSpec/timeservers")
                #expect(!root.has(dropIn))
                #expect(bus.units == ["systemd-timesyncd.service", "systemd-timesyncd.service"])
            }
        }

        private static let printer =
            "apiVersion: v1alpha1\nkind: StaticHostConfig\nname: 192.0.2.99\nhostnames: [printer]\n"

        @Test func `who waits finds the files as they should be`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                for index in 0..<6 {
                    let text = Self.printer.replacing("[printer]", with: "[printer\(index)]")
                    let applied = try await flow.cli("apply", "-f", "-", "--wait", input: text)
                    #expect(applied.status == 0, "\(applied.errors)")
                    #expect(root.text("etc/hosts").contains("printer\(index)"))
                }
                let name = "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: node-7\n"
                #expect(try await flow.cli("apply", "-f", "-", "--wait", input: name).status == 0)
                #expect(root.text("etc/hosts").contains("node-7") && !root.text("etc/hosts").contains("printer"))
                #expect(root.text("etc/hostname").hasPrefix("node-7\n"))
                #expect(try await flow.cli("config", "delete", "--wait").status == 0)
                #expect(root.text("etc/hosts") == Self.hosts && !root.has("etc/hostname"))
            }
        }

        @Test func `who waits hears which file isn't as it should be, and readiness says so`() async throws {
            try await Root.run { root in
                try root.makeFolders(for: "etc/hosts/x")
                try root.makeFolders(for: "etc/hostname/x")
            } _: { flow, _ in
                let hosts = try await flow.cli("apply", "-f", "-", "--wait", input: Self.printer)
                #expect(
                    hosts.status == 6 && hosts.errors.contains("EtcFileSpec/hosts: foreignConflict"), "\(hosts.errors)")
                let name = "apiVersion: v1alpha1\nkind: HostnameConfig\nhostname: node-7\n"
                let named = try await flow.cli("apply", "-f", "-", "--wait", input: name)
                #expect(named.status == 6 && named.errors.contains("EtcFileSpec/hostname: foreignConflict"))
                try await flow.host.eventually("readiness names the files") {
                    let ready = try await flow.client.get("/readyz?verbose")
                    return ready.status == 503 && ready.text.contains("not written yet: hostname, hosts")
                }
            }
        }

        @Test func `a resolv conf that becomes systemd-resolved's link is left alone, and nothing of ours stays`()
            async throws
        {
            let stub = "../run/systemd/resolve/stub-resolv.conf"
            try await Root.run { root in
                try Self.prepare(root)
                try root.makeFolders(for: "run/dbus/system_bus_socket")
            } _: { flow, root in
                let bus = try ServiceManagerBus(root.path("run/dbus/system_bus_socket"))
                try await flow.client.apply("ResolverSpec/resolvers", Self.resolvers)
                // As `ln -sf` does it: at no time is nothing there.
                let link = root.path("etc/link")
                guard symlink(stub, link) == 0, rename(link, root.path("etc/resolv.conf")) == 0 else {
                    throw FlowError("symlink")
                }
                try await flow.host.eventually("systemd-resolved has the servers, and the file isn't asked for") {
                    let file = try await flow.client.get("/v1/resources/network/EtcFileSpec/resolv.conf")
                    return root.has("etc/systemd/resolved.conf.d/90-netstrata.conf") && file.status == 404
                }
                #expect(Files.target(ofLink: root.path("etc/resolv.conf")) == stub)
                try await flow.client.remove("ResolverSpec/resolvers")
                #expect(Files.target(ofLink: root.path("etc/resolv.conf")) == stub)
                try await flow.host.eventually("the folders have gone") { !root.has("etc/systemd") }
                #expect(bus.units.allSatisfy { $0 == "systemd-resolved.service" })
            }
        }

        @Test func `after restarts and a reboot the host has again what it had before the first change`() async throws {
            try await Root.run(Self.prepare) { flow, root in
                var flow = flow
                try root.write("proc/sys/kernel/hostname", "before\n")
                try await flow.client.apply("HostnameSpec/hostname", ["hostname": "node-1.example.com"])
                try await flow.client.apply("KernelParamSpec/proc.sys.vm.swappiness", ["value": "7"])
                try await flow.daemon.stop()
                flow.host = try await Host()
                try await flow.daemon.start(on: flow.host, ["--root", root.path])
                #expect(root.text("proc/sys/kernel/hostname") == "node-1\n")
                try await flow.client.remove("HostnameSpec/hostname")
                try await flow.client.remove("KernelParamSpec/proc.sys.vm.swappiness")
                #expect(root.text("proc/sys/kernel/hostname") == "before\n")
                #expect(!root.has("proc/sys/kernel/domainname") && !root.has("proc/sys/vm"))
                #expect(root.text("etc/hosts") == Self.hosts && !root.has("etc/hostname"))
            }
        }
    }
}
