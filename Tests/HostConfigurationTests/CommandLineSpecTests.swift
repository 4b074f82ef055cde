import HostConfiguration
import NetworkTypes
import Resources
import Testing

@Suite struct `What the kernel's command line comes to` {
    private func read(_ text: String) -> KernelCommandLine {
        KernelCommandLine(text, names: LinkNames(["eth0": LinkStatus()]))
    }

    @Test(arguments: [
        ("ip=192.0.2.10::192.0.2.1:24::eth0", ["inet4/192.0.2.1//1024"]),
        ("ip=192.0.2.10::198.51.100.1:24::eth0", ["inet4//198.51.100.1/32/1024", "inet4/198.51.100.1//1024"]),
        ("ip=[2001:db8::a]::[fe80::1]:64::eth0", ["eth0/inet6/fe80::1//1024"]),
        ("ip=192.0.2.10:::24::eth0", []),
        (
            "ip=192.0.2.10:::24::eth0 ip=198.51.100.2::198.51.100.1:24::eth1 ip=203.0.113.2::203.0.113.1:24::eth2",
            ["inet4/198.51.100.1//1025", "inet4/203.0.113.1//1026"]
        ),
    ])
    func `are routes, with a way to the gateway where no address gives one`(_ text: String, _ ids: [String]) {
        let routes = read(text).routes
        #expect(routes.map(\.id) == ids)
        #expect(routes.allSatisfy { $0.layer == .cmdline && $0.contradictions() == [] })
    }

    @Test func `is the host's name without its domain, servers, and DHCP`() {
        let line = read("ip=192.0.2.10:::24:node.example.com:eth0::192.0.2.53::192.0.2.123 ip=eth1:dhcp")
        #expect(line.hostnameSpec?.hostname?.description == "node")
        #expect(line.hostnameSpec?.domainname?.description == "example.com")
        #expect(line.resolverSpec?.nameServers.compactMap(\.addr).map(\.description) == ["192.0.2.53"])
        #expect(line.timeServerSpec?.timeServers.map(\.description) == ["192.0.2.123"])
        #expect(line.operators.map(\.id) == ["dhcp4/eth1"])
        #expect(line.operators.first?.dhcp4?.routeMetric == 1024)
        #expect(line.addresses.map(\.id) == ["eth0/192.0.2.10/24"])
    }

    @Test func `is nothing where nothing is asked for`() {
        let line = read("quiet root=/dev/sda1 ip=off")
        #expect(line.links == [] && line.addresses == [] && line.routes == [] && line.operators == [])
        #expect(line.hostnameSpec == nil && line.resolverSpec == nil && line.timeServerSpec == nil)
    }
}
