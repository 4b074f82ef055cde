import HostConfiguration
import Resources
import Testing

@Suite struct `Ports of a firewall rule` {
    @Test(arguments: [
        ("[80, 443, 8000-8080]", []), ("[80, 443, 80]", ["/portSelector/ports/2"]),
        ("[8000-8080, 8081, 8080-9000, 79-81]", ["/portSelector/ports/2"]),
        ("[1-10, 5, 10-20]", ["/portSelector/ports/1", "/portSelector/ports/2"]),
    ])
    func `stand in one span each`(_ ports: String, _ places: [String]) throws {
        let text = """
            apiVersion: v1alpha1
            kind: NetworkRuleConfig
            name: web
            portSelector:
              ports: \(ports)
              protocol: tcp
            ingress:
              - subnet: 192.0.2.0/24
            """
        do throws(ConfigurationFaults) {
            _ = try MachineConfiguration(text: text)
            #expect(places == [])
        } catch {
            #expect(error.all.map(\.pointer.description) == places)
            #expect(error.all.allSatisfy { $0.line == 5 && $0.detail.contains("overlaps with") })
        }
    }
}
