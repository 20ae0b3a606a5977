import SIPEngine
import SIPTransport
import Testing

/// The address that goes into session descriptions.
@Suite struct LocalHostTests {
  private static let everywhere = [TransportAddress(host: "0.0.0.0", port: 0)]

  private static func house(advertise: String?, listen: [TransportAddress] = everywhere) -> ServiceHouse {
    var configuration = ServiceHouse.configuration()
    configuration.advertise = advertise
    configuration.localNetworks = ["127.0.0.0/8", "10.0.0.0/8"].compactMap { NetworkPrefix($0) }
    return ServiceHouse(listen: listen, configuration: configuration)
  }

  @Test func `Toward this machine it is the loopback address`() async throws {
    let house = Self.house(advertise: nil)
    try await house.run { _ in
      #expect(house.service.localHost(toward: "127.0.0.1") == "127.0.0.1")
      #expect(house.service.localHost(toward: "127.0.0.1") == "127.0.0.1")
    }
  }

  @Test func `The advertised address is for networks that are not local`() async throws {
    let house = Self.house(advertise: "198.51.100.1")
    try await house.run { _ in
      #expect(house.service.localHost(toward: "203.0.113.9") == "198.51.100.1")
      #expect(house.service.localHost(toward: "127.0.0.1") == "127.0.0.1")
    }
  }

  @Test func `Where we listen on one address it is that one`() async throws {
    let house = Self.house(advertise: nil, listen: [TransportAddress(host: "127.0.0.3", port: 0)])
    try await house.run { _ in
      #expect(house.service.localHost(toward: "127.0.0.1") == "127.0.0.3")
    }
  }

  @Test(arguments: ["", "phone.example.com", "999.1.1.1"])
  func `A peer that is no IP address gets an address all the same`(remote: String) async throws {
    let house = Self.house(advertise: nil)
    try await house.run { _ in
      #expect(house.service.localHost(toward: remote) == "127.0.0.1")
    }
  }

  @Test func `More peers than are remembered are all answered`() async throws {
    let house = Self.house(advertise: nil)
    try await house.run { _ in
      for number in 0..<600 {
        #expect(house.service.localHost(toward: "127.0.\(number / 250).\(number % 250 + 1)").hasPrefix("127."))
      }
    }
  }
}
