import AudioSignal
import MediaEngine
import RTPPackets
import Testing
import Timekeeping

@Suite("What is to be played begins at its own millisecond")
struct EarlyStartTests {
  private let one = MediaStreamID(rawValue: 1)

  @Test("Within a millisecond of the wish, at whatever moment of the beat", arguments: 0..<20)
  func atOnce(offset: Int) {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.advance(by: .milliseconds(200 + offset))
    let audio = TelephoneAudio.pattern(1_600)
    let wish = rig.now
    rig.perform(.play(one, [audio], PlaybackID(rawValue: 1)))
    rig.advance(by: .milliseconds(300))
    let played = rig.sent.filter { $0.at > wish && $0.packet.payload != Array(repeating: 0xFF, count: 160) }
    #expect(played.count == 10)
    #expect(played.first.map { $0.at - wish <= .milliseconds(1) } == true)
    for (earlier, later) in zip(played, played.dropFirst()) { #expect(later.at - earlier.at == .milliseconds(20)) }
    #expect(played.first?.packet.header.marker == true)
    Self.expectOneRow(rig.packets(slot: slot))
  }

  @Test("A thousand starts never carry the stream more than 30 ms ahead of the clock, nor behind it")
  func neverRunsAway() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.advance(by: .seconds(1))
    var dice = SeededGenerator(seed: 4)
    for number in 0..<1_000 {
      rig.perform(.play(one, [.pattern(800)], PlaybackID(rawValue: UInt64(number))))
      rig.advance(by: .milliseconds(Int.random(in: 1...400, using: &dice)))
    }
    Self.expectOneRow(rig.packets(slot: slot))
    guard let first = rig.sent.first else { return }
    for sent in rig.sent {
      let ticks = first.packet.header.timestamp.distance(to: sent.packet.header.timestamp)
      let lead = ticks - (sent.at - first.at).wholeMilliseconds * 8
      #expect((0...240).contains(lead), "\(lead) samples at \(sent.at)")
    }
  }

  @Test("Music without a pause does not run away either: who has no silence to leave out waits for the beat")
  func withoutSilence() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.perform(.loop(one, .pattern(8_000)))
    rig.advance(by: .seconds(1))
    for number in 0..<200 {
      rig.perform(.play(one, [.pattern(80_000)], PlaybackID(rawValue: UInt64(number))))
      rig.advance(by: .milliseconds(37))
    }
    Self.expectOneRow(rig.packets(slot: slot))
    let count = rig.packets(slot: slot).count
    let elapsed = 1_000 + 200 * 37
    #expect((elapsed / 20...elapsed / 20 + 2).contains(count), "\(count)")
  }

  @Test("Who is answered in the same millisecond of every beat is spread over the beat, and no packet is out of step")
  func answered() {
    var rig = MatrixRig()
    for number in 1...400 {
      rig.open(UInt64(number), .with())
      rig.perform(.play(MediaStreamID(rawValue: UInt64(number)), [.pattern(80_000)], PlaybackID(rawValue: 1)))
      rig.advance(by: .milliseconds(40))
    }
    #expect((rig.matrix.crowds.max() ?? 0) <= 24, "\(rig.matrix.crowds)")
    #expect(rig.matrix.crowds.reduce(0, +) == 400)
    for slot in [0, 200, 399] {
      let sent = rig.sent.filter { $0.slot == slot }
      #expect(zip(sent, sent.dropFirst()).allSatisfy { $1.at - $0.at == .milliseconds(20) })
    }
  }

  @Test("Keys pressed in the same millisecond are answered in the next one, and the crowd leaves it without a gap")
  func crowd() {
    var rig = MatrixRig()
    for number in 1...400 { rig.open(UInt64(number), .with()) }
    rig.advance(by: .milliseconds(500))
    let wish = rig.now
    for number in 1...400 {
      rig.perform(.play(MediaStreamID(rawValue: UInt64(number)), [.pattern(80_000)], PlaybackID(rawValue: 1)))
    }
    rig.advance(by: .seconds(1))
    #expect((rig.matrix.crowds.max() ?? 0) <= 24, "\(rig.matrix.crowds)")
    for slot in 0..<400 {
      let played = rig.sent.filter { $0.slot == slot && $0.at > wish }
      guard let first = played.first else { continue }
      #expect(first.at - wish <= .milliseconds(1))
      #expect(zip(played, played.dropFirst()).allSatisfy { (20...21).contains(($1.at - $0.at).wholeMilliseconds) })
      #expect(
        zip(played, played.dropFirst()).allSatisfy {
          $0.packet.header.timestamp.distance(to: $1.packet.header.timestamp) == 160 && !$1.packet.header.marker
        })
    }
  }

  /// Consecutive numbers, timestamps that never overlap.
  private static func expectOneRow(_ packets: [RTPPacket]) {
    for (earlier, later) in zip(packets.map(\.header), packets.map(\.header).dropFirst()) {
      #expect(earlier.sequence.distance(to: later.sequence) == 1)
      let step = earlier.timestamp.distance(to: later.timestamp)
      #expect(step >= 160)
      #expect(step == 160 || later.marker)
    }
  }
}

extension Duration {
  fileprivate var wholeMilliseconds: Int {
    Int(components.seconds) * 1_000 + Int(components.attoseconds / 1_000_000_000_000_000)
  }
}
