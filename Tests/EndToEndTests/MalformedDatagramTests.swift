import Testing

/// Datagrams that no phone would send.
@Suite(.tags(.endToEnd))
struct MalformedDatagramTests {
  @Test func theServiceGoesOnAfterEveryMalformedDatagram() async throws {
    try await ServiceUnderTest.with { service in
      let port = try await UDPPort.open(in: service.bed.network)
      let datagrams = MalformedDatagrams(from: port.address).all
      for datagram in datagrams {
        port.send(datagram)
        try await ping(port, service)
      }
      let malformed = try await service.metrics()["switchboard_sip_events_total", #"event="malformed""#]
      #expect(malformed >= Double(datagrams.count), "\(datagrams.count) were sent, \(malformed) counted")
      #expect(try await service.metrics()["switchboard_sip_sessions"] == 0)

      let caller = try await BaresipPhone.start(in: service.bed, place: 0, tone: 440)
      try await caller.call(QuickService.line)
      caller.hangUp()
      #expect(try await service.onlyCall().call.end?.how == "caller-hung-up")
      #expect(try await service.stop() == .code(0))
    }
  }

  @Test func whatCanBeSalvagedIsAnsweredWith400() async throws {
    try await ServiceUnderTest.with { service in
      let port = try await UDPPort.open(in: service.bed.network)
      let call = BareCall(from: port.address, to: QuickService.menu, identifier: "salvaged")
      port.send(
        call.request("INVITE", sequence: 1).replacing("Max-Forwards: 70", with: "Max-Forwards: seventy"))
      let answer = try await port.waitForDatagram(beginningWith: "SIP/2.0 400 ").element
      #expect(answer.contains("Call-ID: salvaged-\(port.address.port)"))
      #expect(answer.contains("CSeq: 1 INVITE"))
      #expect(answer.contains("branch=z9hG4bK-salvaged-\(port.address.port)"))
    }
  }

  @Test func megabytesOfJunkDoNotStopTheService() async throws {
    try await ServiceUnderTest.with { service in
      let port = try await UDPPort.open(in: service.bed.network, host: TestNetwork.strangerAddress)
      var dice = SeededDice(seed: 2026)
      for _ in 0..<2000 {
        port.send((0..<Int.random(in: 1...1400, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) })
      }
      let trunk = try await UDPPort.open(in: service.bed.network)
      try await ping(trunk, service)
      #expect(try await service.metrics()["switchboard_sip_events_total", #"event="malformed""#] > 0)
    }
  }

  /// OPTIONS, which has to be answered, sent again twice if need be, as its client transaction would.
  private func ping(_ port: UDPPort, _ service: ServiceUnderTest) async throws {
    let number = port.received.all.count
    let call = BareCall(from: port.address, to: QuickService.menu, identifier: "ping-\(number)")
    for attempt in 1...3 {
      port.send(call.request("OPTIONS", sequence: 1))
      let answer = try? await port.received.first(from: number, within: .seconds(1)) {
        $0.hasPrefix("SIP/2.0 200") && $0.contains("Call-ID: ping-\(number)")
      }
      if answer != nil { return }
      guard attempt < 3 else { throw TestFailure("OPTIONS is not answered any more\n\(service.program.tail)") }
    }
  }
}
