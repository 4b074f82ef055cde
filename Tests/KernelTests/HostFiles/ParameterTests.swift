import Testing

@testable import Kernel

@Suite struct `Settings of the kernel` {
    @Test(arguments: [
        ("net.ipv4.ip_forward", ["net", "ipv4", "ip_forward"]), ("net/ipv4/ip_forward", ["net", "ipv4", "ip_forward"]),
        ("proc.sys.vm.swappiness", ["vm", "swappiness"]),
        ("net.ipv4.conf.eth0/100.rp_filter", ["net", "ipv4", "conf", "eth0.100", "rp_filter"]),
        ("net/ipv4/conf/eth0.100/rp_filter", ["net", "ipv4", "conf", "eth0.100", "rp_filter"]),
    ])
    func `are named with dots or slashes, as with sysctl`(_ name: String, _ segments: [String]) throws {
        let parameter = try #require(KernelParameter(name))
        #expect(parameter.segments == segments)
        #expect(KernelParameter(parameter.description) == parameter)
    }

    @Test(arguments: [
        "", "vm", "vm.", ".vm.x", "vm..x", "net/../../etc/passwd", "net.//.x", "net./.x", "vm/./x", "vm.a b", "vm.a\nb",
        "vm.\0", "vm." + String(repeating: "x", count: 300),
    ])
    func `can't lead out of their folder`(_ name: String) {
        #expect(KernelParameter(name) == nil)
    }

    @Test func `of the network are the kernel's below any root, others are files there`() async throws {
        let folder = try Folder()
        let host = try LocalHost(folder.root)
        let swappiness = try #require(KernelParameter("vm.swappiness"))
        #expect(try await host.value(swappiness) == nil)
        #expect(await host.perform(.setParameter(swappiness, "7", ignoresErrors: false)) == nil)
        #expect(folder.text("proc/sys/vm/swappiness") == "7\n")
        #expect(try await host.value(swappiness) == "7")
        #expect(await host.perform(.restoreParameter(swappiness, nil)) == nil)
        #expect(try await host.value(swappiness) == nil)
        let forwarding = try #require(KernelParameter("net.ipv4.ip_forward"))
        #expect(["0", "1"].contains(try await host.value(forwarding)))
    }

    @Test func `the host's name lies below a root that isn't the host's`() async throws {
        let folder = try Folder()
        let host = try LocalHost(folder.root)
        #expect(try await host.hostname() == "")
        #expect(await host.perform(.setHostname("node-1")) == nil)
        #expect(try await host.hostname() == "node-1")
        #expect(folder.text("proc/sys/kernel/hostname") == "node-1\n")
        #expect(await host.perform(.setHostname("")) == nil)
        #expect(try await host.hostname() == "")
        for name in ["a/b", "a\nb", String(repeating: "x", count: 65)] {
            #expect(await host.perform(.setHostname(name))?.name == "EINVAL")
        }
    }
}

extension InNamespace {
    @Suite struct `Settings of the network` {
        @Test func `are set, and what the kernel says of others is told`() async throws {
            let host = try LocalHost(try Folder().root)
            let forwarding = try #require(KernelParameter("net.ipv4.ip_forward"))
            let before = try await host.value(forwarding)
            #expect(await host.perform(.setParameter(forwarding, "1", ignoresErrors: false)) == nil)
            #expect(try await host.value(forwarding) == "1")
            #expect(await host.perform(.setParameter(forwarding, "many", ignoresErrors: false))?.name == "EINVAL")
            #expect(await host.perform(.restoreParameter(forwarding, before)) == nil)
            #expect(try await host.value(forwarding) == before)
            let missing = try #require(KernelParameter("net.ipv4.no_such_thing"))
            #expect(try await host.value(missing) == nil)
            #expect(await host.perform(.setParameter(missing, "1", ignoresErrors: false))?.name == "ENOENT")
        }
    }
}
