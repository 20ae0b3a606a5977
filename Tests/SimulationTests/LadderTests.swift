import Simulation
import Testing
import Timekeeping

@Suite struct LadderTests {
  private static func at(_ milliseconds: Int) -> Moment { Moment(sinceZero: .milliseconds(milliseconds)) }

  @Test func `A ladder reads like one drawn by hand`() {
    var ladder = Ladder(parties: ["phone", "switchboard"])
    ladder.record("INVITE 1", from: "phone", to: "switchboard", at: Self.at(0), lost: true)
    ladder.record("INVITE 1", from: "phone", to: "switchboard", at: Self.at(500))
    ladder.record("100 INVITE 1", from: "switchboard", to: "phone", at: Self.at(500))
    ladder.note("timer G", at: Self.at(12_025))
    let drawing = """
               phone                         switchboard
          0.000  |----------- INVITE 1 ---------x |
          0.500  |----------- INVITE 1 ---------->|
          0.500  |<-------- 100 INVITE 1 ---------|
         12.025  -- timer G
      """
    #expect(ladder.description == drawing)
  }

  @Test func `A message between two parties leaves the third upright standing`() {
    var ladder = Ladder(parties: ["a", "b", "c"])
    ladder.record("BYE 2", from: "c", to: "b", at: Self.at(1))
    ladder.record("BYE 3", from: "a", to: "b", at: Self.at(2))
    let lines = ladder.description.split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("    0.001  |                                |<----"))
    #expect(lines[2].hasSuffix("---->|                                |"))
  }

  @Test func `A party first named by a message stands at the right`() {
    var ladder = Ladder(parties: ["phone"])
    ladder.record("OPTIONS 1", from: "scanner", to: "phone", at: .zero)
    #expect(ladder.parties == ["phone", "scanner"])
  }

  @Test func `Time counts from the beginning of the recording`() {
    var ladder = Ladder(parties: ["a"], beginning: Self.at(10_000))
    ladder.note("here", at: Self.at(10_250))
    #expect(ladder.description.contains("    0.250  -- here"))
  }

  @Test func `SIP is drawn by what it is, not by who calls whom`() {
    let head = [
      "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bK1", "From: <sip:5551234@a.example>;tag=1", "To: <sip:100@b.example>",
      "Call-ID: 1", "CSeq: 7 INVITE", "Max-Forwards: 70",
    ]
    let request = (["INVITE sip:100@b.example SIP/2.0"] + head + ["Content-Length: 2", "", "v="])
    let response = (["SIP/2.0 180 Ringing"] + head + ["Content-Length: 0", "", ""])
    var ladder = Ladder(parties: ["a", "b"])
    for message in [request, response, ["junk"]] {
      ladder.record(datagram: Array(message.joined(separator: "\r\n").utf8), from: "a", to: "b", at: .zero)
    }
    let drawing = ladder.description
    for label in [" INVITE 7 (sdp) ", " 180 INVITE 7 ", " 4 octets "] { #expect(drawing.contains(label)) }
    #expect(!drawing.contains("5551234"))
  }
}
