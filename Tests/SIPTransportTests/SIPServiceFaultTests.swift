import Glibc
import SIPEngine
import SIPSyntax
import SIPTransport
import Simulation
import Testing
import Timekeeping

/// What must not bring the service down, and what must keep it from starting.
@Suite(.timeLimit(.minutes(1))) struct SIPServiceFaultTests {
  @Test(arguments: [UInt64(1), 2]) func `Junk is counted and survived`(seed: UInt64) async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      var chance = SeededGenerator(seed: seed)
      let whole = Array(phone.text("OPTIONS", callID: "j").utf8)
      for round in 0..<400 {
        var junk = round % 2 == 0 ? whole : (0..<Int(chance.next() % 1_400)).map { _ in UInt8(chance.next() & 0xFF) }
        for _ in 0..<(chance.next() % 8) where !junk.isEmpty {
          junk[Int(chance.next() % UInt64(junk.count))] = UInt8(chance.next() & 0xFF)
        }
        phone.send(junk, to: address)
        // In step with the service, so that nothing is lost for want of room.
        if round % 50 == 49 { try Self.expectAlive(phone, address, callID: "alive-\(seed)-\(round)") }
      }
      let gauges = house.service.gauges()
      #expect(gauges.datagramsReceived == 408)
      #expect(gauges[.malformed] > 150)
      #expect(gauges.sessions == 0)
    }
  }

  @Test func `The largest datagram there is is read whole`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      let frame = phone.text("OPTIONS", callID: "big", lines: ["Content-Type: text/plain"], body: "")
      let body = String(repeating: "x", count: 65_507 - frame.utf8.count - 4)
      let text = phone.text("OPTIONS", callID: "big", lines: ["Content-Type: text/plain"], body: body)
      #expect(text.utf8.count == 65_507)
      phone.send(text, to: address)
      // A body that came cut would be shorter than its Content-Length: 400.
      #expect(try phone.response().status == .ok)
    }
  }

  @Test func `An empty datagram and a keep-alive are not answered`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      phone.send([UInt8](), to: address)
      phone.send("\r\n\r\n", to: address)
      // The first to be answered is the one that asks.
      phone.send(phone.text("OPTIONS", callID: "after"), to: address)
      #expect(try phone.response().callID == "after")
    }
  }

  /// Addresses to which the operating system refuses to send.
  @Test(arguments: [
    TransportAddress(host: "255.255.255.255", port: 5060), TransportAddress(host: "127.0.0.1", port: 0),
    TransportAddress(host: "not-an-address", port: 5060), TransportAddress(host: "::1", port: 5060),
  ])
  func `What cannot be sent is counted and ends nothing`(target: TransportAddress) async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      let id = SessionID(side: .outgoing, number: 1)
      house.service.command(id, .invite(SIPServiceTests.invitation(to: target, from: address)))
      try phone.askUntil(address) { $0.status == .ok && house.service.gauges().sendFailures >= 1 }
    }
  }

  @Test(arguments: [66_000, 200_000])
  func `A message that no datagram can carry is counted and ends nothing`(octets: Int) async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      let invitation = StreamServiceTests.invitation(to: phone.address, over: .udp, local: address, offer: octets)
      house.service.command(SessionID(side: .outgoing, number: 1), .invite(invitation))
      try phone.askUntil(address) { $0.status == .ok && house.service.gauges().sendFailures >= 1 }
    }
  }

  @Test func `A message for an address that is not ours any more is counted and ends nothing`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      let gone = TransportAddress(host: "192.0.2.77", port: address.port)
      house.service.command(
        SessionID(side: .outgoing, number: 1), .invite(SIPServiceTests.invitation(to: phone.address, from: gone)))
      try phone.askUntil(address) { $0.status == .ok && house.service.gauges().sendFailures >= 1 }
    }
  }

  @Test func `A peer whose port is closed does not close ours`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      var closed: RawPhone? = try RawPhone()
      let target = try #require(closed?.address)
      closed = nil
      for number in 0..<3 {
        let id = SessionID(side: .outgoing, number: UInt64(number))
        house.service.command(id, .invite(SIPServiceTests.invitation(to: target, from: address)))
      }
      let phone = try RawPhone()
      for number in 0..<3 { try Self.expectAlive(phone, address, callID: "alive-\(number)") }
    }
  }

  @Test func `A port that is taken is named, with what to do`() async throws {
    let first = ServiceHouse()
    try await first.run { address in
      let second = ServiceHouse(listen: [TransportAddress(host: "127.0.0.1", port: 0), address])
      let error = await #expect(throws: SIPTransportError.self) { try await second.service.start() }
      #expect(error?.code == .portTaken)
      let message = "\(try #require(error))"
      #expect(message.contains("udp://127.0.0.1:\(address.port)"))
      #expect(message.contains("process \(getpid()) has this port"))
      #expect(message.contains("sip.listen"))
      #expect(second.service.boundAddresses.isEmpty)
      await second.service.stop()
    }
  }

  @Test(arguments: [
    (TransportAddress(host: "192.0.2.77", port: 0), SIPTransportError.Code.addressNotHere),
    (TransportAddress(host: "localhost", port: 5060), .addressUnusable),
  ])
  func `An address that is not ours, or none at all, is named`(
    address: TransportAddress, code: SIPTransportError.Code
  ) async throws {
    let house = ServiceHouse(listen: [address])
    let error = await #expect(throws: SIPTransportError.self) { try await house.service.start() }
    #expect(error?.code == code)
    #expect("\(try #require(error))".contains("\(address)"))
    await house.service.stop()
  }

  @Test func `A stopped service gives its port back`() async throws {
    var ports: [UInt16] = []
    let first = ServiceHouse()
    try await first.run { ports.append($0.port) }
    let port = try #require(ports.first)
    let second = ServiceHouse(listen: [TransportAddress(host: "127.0.0.1", port: port)])
    try await second.run { address in
      let phone = try RawPhone()
      #expect(address.port == port)
      try Self.expectAlive(phone, address, callID: "second")
    }
  }

  private static func expectAlive(_ phone: RawPhone, _ address: TransportAddress, callID: String) throws {
    phone.send(phone.text("OPTIONS", callID: callID), to: address)
    let response = try phone.response { $0.callID == callID }
    #expect(response.status == .ok)
  }
}
