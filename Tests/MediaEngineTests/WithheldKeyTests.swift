import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Keys that are kept from the other side")
struct WithheldKeyTests {
  private let one = MediaStreamID(rawValue: 1)
  private let two = MediaStreamID(rawValue: 2)

  private func keys(_ rig: MatrixRig, to slot: Int) -> Int {
    rig.sent.count { $0.slot == slot && $0.packet.header.payloadType == 101 }
  }

  @Test("They are told all the same; audio, and the other side's keys, go on")
  func withheld() {
    var rig = MatrixRig()
    rig.open(1, ssrc: 0x1111, .with())
    rig.open(2, ssrc: 0x2222, .with(MatrixRig.agent))
    rig.perform(.bridge(one, two))
    rig.perform(.withholdKeys(two, true))
    for number in 0..<4 {
      rig.receive(.audio(2 * number), slot: 1, from: MatrixRig.agent)
      rig.receive(
        .event(2 * number + 1, start: 1, key: "7", duration: number * 160), slot: 1,
        from: MatrixRig.agent)
      rig.receive(.event(number, start: 0, key: "5", duration: number * 160), slot: 0)
    }
    #expect(rig.sent.count { $0.slot == 0 } == 4)
    let numbers = rig.sent.filter { $0.slot == 0 }.map(\.packet.header.sequence)
    #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0.distance(to: $1) == 1 }, "taken for lost: \(numbers)")
    #expect(keys(rig, to: 0) == 0)
    #expect(keys(rig, to: 1) == 4)
    #expect(rig.notices.filter { $0.stream == two }.map(\.event) == [.heard, .key("7")])
    rig.perform(.withholdKeys(two, false))
    rig.receive(.event(9, start: 9, key: "8", duration: 160), slot: 1, from: MatrixRig.agent)
    #expect(keys(rig, to: 0) == 1)
  }
}
