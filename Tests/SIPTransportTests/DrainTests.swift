import SIPEngine
import SIPSyntax
import SIPTransport
import Testing

@Suite struct DrainTests {
  @Test(.timeLimit(.minutes(1)))
  func `Once draining is done, the very next call is turned away, and the call before it was told of`() async throws {
    let house = ServiceHouse()
    try await house.run { address in
      let phone = try RawPhone()
      func invite(_ callID: String) -> String {
        phone.text("INVITE", callID: callID, lines: ["Content-Type: application/sdp"], body: "v=0\r\n")
      }
      phone.send(invite("d1"), to: address)
      #expect(try phone.response { $0.callID == "d1" }.status == .trying)
      await withCheckedContinuation { done in house.service.drain { done.resume() } }
      #expect(house.service.gauges().sessionsInAll == 1)
      phone.send(invite("d2"), to: address)
      #expect(try phone.response { $0.callID == "d2" }.status == .serviceUnavailable)
      house.service.command(SessionID(side: .incoming, number: 1), .hangUp(.draining))
      #expect(try phone.response { $0.callID == "d1" && $0.status.isFinal }.status == .serviceUnavailable)
    }
  }
}
