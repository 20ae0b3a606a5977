import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Supervising a conversation")
struct SupervisionTests {
  /// Caller, agent and supervisor, each with a codec and a tone of their own.
  private static let frequencies = [500.0, 900.0, 1_400.0]
  private let caller = Conversation.stream(0)
  private let agent = Conversation.stream(1)
  private let supervisor = Conversation.stream(2)

  private func conversation(_ codecs: [AudioCodec] = [.pcmu, .g722, .opus]) -> Conversation {
    var talk = Conversation(
      codecs.enumerated().map { index, codec in
        SpeakingPhone(
          codec, frequency: Self.frequencies[index], host: UInt8(5 + index), ssrc: 0xB000 + UInt32(index))
      })
    talk.perform(.bridge(caller, agent))
    talk.talk(milliseconds: 500)
    return talk
  }

  /// Whose tones a party hears, by number; who is heard at all is heard at the level at which they speak.
  private func heard(by index: Int, in talk: Conversation) -> [Int] {
    Self.frequencies.indices.filter { speaker in
      let level = talk.phones[index].level(of: Self.frequencies[speaker])
      #expect(abs(level + 16) < 2 || level < -45, "\(index) hears \(speaker) at \(level)")
      return level > -30
    }
  }

  @Test(
    "Who hears whom",
    arguments: [
      (Supervision.listen, [[1], [0], [0, 1]]), (.whisper, [[1], [0, 2], [0, 1]]),
      (.join, [[1, 2], [0, 2], [0, 1]]),
    ],
    [[AudioCodec.pcmu, .pcma, .pcmu], [.pcmu, .g722, .opus], [.opus, .opus, .pcmu], [.l16, .pcma, .g722]])
  func hearing(_ kind: (Supervision, [[Int]]), _ codecs: [AudioCodec]) {
    var talk = conversation(codecs)
    talk.perform(.supervise(supervisor, agent, kind.0))
    talk.talk(milliseconds: 1_500)
    for index in 0..<3 { #expect(heard(by: index, in: talk) == kind.1[index], "party \(index)") }
  }

  @Test("Every kind can become every other at once, and leaves no gap")
  func changes() {
    var talk = conversation()
    for (kind, whom) in [
      (Supervision.listen, [0]), (.join, [0, 2]), (.whisper, [0, 2]), (.listen, [0]), (.whisper, [0, 2]),
    ] {
      talk.perform(.supervise(supervisor, agent, kind))
      talk.talk(milliseconds: 1_500)
      #expect(heard(by: 1, in: talk) == whom)
    }
    for index in 0..<3 {
      let headers = talk.sent(to: index).map(\.header)
      #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
      #expect(abs(headers.count - 8_000 / 20) <= 3, "\(headers.count) packets")
    }
  }

  @Test("When the supervisor leaves, the two talk on as packets", arguments: [false, true])
  func leaving(byClosing: Bool) {
    var talk = conversation([.pcmu, .pcmu, .pcmu])
    talk.perform(.supervise(supervisor, agent, .join))
    talk.talk(milliseconds: 1_000)
    talk.perform(byClosing ? .close(supervisor) : .unbridge(supervisor))
    talk.speaks[2] = false
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 0, in: talk) == [1])
    #expect(heard(by: 1, in: talk) == [0])
    // What goes to the caller is again what the agent's phone sent, octet for octet.
    var phone = SpeakingPhone(.pcmu, frequency: 900)
    var said: [[UInt8]] = []
    for _ in 0..<125 { said.append(phone.speak().payload) }
    #expect(talk.sent(to: 0).suffix(40).map(\.payload) == Array(said.suffix(40)))
    let headers = talk.sent(to: 0).map(\.header)
    #expect(zip(headers, headers.dropFirst()).allSatisfy { $0.sequence.distance(to: $1.sequence) == 1 })
    #expect(
      zip(headers, headers.dropFirst()).allSatisfy { (1...480).contains($0.timestamp.distance(to: $1.timestamp)) })
  }

  @Test("Listening changes nothing for the two: their packets go on as they are")
  func listening() {
    var talk = conversation([.pcmu, .pcmu, .pcma])
    let before = talk.sent(to: 0).count
    talk.perform(.supervise(supervisor, agent, .listen))
    talk.talk(milliseconds: 500)
    var phone = SpeakingPhone(.pcmu, frequency: 900)
    var said: [[UInt8]] = []
    for _ in 0..<50 { said.append(phone.speak().payload) }
    #expect(talk.sent(to: 0).dropFirst(before).map(\.payload) == Array(said.suffix(25)))
  }

  @Test("What plays to one of them overrides for that one")
  func prompts() {
    var talk = conversation([.pcmu, .pcmu, .pcmu])
    talk.perform(.supervise(supervisor, agent, .join))
    var generator = ToneGenerator(frequency: 2_000, level: -16)
    talk.perform(.loop(agent, TelephoneAudio(samples: generator.samples(8_000))))
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 1, in: talk) == [])
    #expect(talk.phones[1].level(of: 2_000) > -18)
    #expect(heard(by: 0, in: talk) == [1, 2])
    talk.perform(.stop(agent))
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 1, in: talk) == [0, 2])
  }

  @Test("Voices that are too loud together are clipped, not turned round")
  func saturation() {
    var talk = Conversation(
      (0..<3).map { SpeakingPhone(.l16, frequency: 500, level: 2, host: UInt8(5 + $0), ssrc: 0xB000 + UInt32($0)) })
    talk.perform(.bridge(caller, agent))
    talk.perform(.supervise(supervisor, agent, .join))
    talk.talk(milliseconds: 1_000)
    let heard = talk.phones[2].heard.suffix(8_000)
    #expect(heard.contains(.max))
    // A sample that wraps is a step of more than half of everything.
    #expect(zip(heard, heard.dropFirst()).allSatisfy { abs(Int($0) - Int($1)) < 20_000 })
  }

  @Test("A recording of a mixed stream holds what the party really hears")
  func recorded() {
    var talk = conversation([.pcmu, .pcmu, .pcmu])
    talk.perform(.supervise(supervisor, agent, .whisper))
    for (number, stream) in [caller, agent].enumerated() {
      talk.perform(
        .record(
          stream,
          RecordingOrder(
            id: RecordingID(rawValue: UInt64(number)), sides: .conversation, file: "/nowhere/\(number).wav",
            atMost: .seconds(60))))
    }
    talk.talk(milliseconds: 1_000)
    let late = 4_000..<8_000
    #expect(talk.tape.channel(0, of: 0).count == 8_000)
    #expect(talk.tape.level(of: 900, 1, of: 0, in: late) > -18)
    #expect(talk.tape.level(of: 1_400, 1, of: 0, in: late) < -50)
    #expect(talk.tape.level(of: 500, 1, of: 1, in: late) > -18)
    #expect(talk.tape.level(of: 1_400, 1, of: 1, in: late) > -18)
    #expect(talk.tape.level(of: 900, 0, of: 1, in: late) > -18)
  }

  @Test("A supervisor stays with an agent from one caller to the next")
  func nextCaller() {
    var talk = conversation([.pcmu, .pcmu, .pcmu])
    talk.perform(.supervise(supervisor, agent, .listen))
    talk.talk(milliseconds: 500)
    talk.perform(.unbridge(agent))
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 2, in: talk) == [1])
    talk.perform(.bridge(caller, agent))
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 2, in: talk) == [0, 1])
    talk.perform(.close(agent))
    talk.speaks[1] = false
    talk.talk(milliseconds: 1_000)
    #expect(heard(by: 2, in: talk) == [])
  }

  @Test("Nothing is kept of a supervision or a recording that is over")
  func nothingLeft() {
    var talk = conversation([.pcmu, .pcmu, .pcmu])
    talk.perform(.supervise(supervisor, agent, .join))
    talk.perform(
      .record(
        caller, RecordingOrder(id: RecordingID(rawValue: 1), sides: .party, file: "/nowhere/1.wav", atMost: .seconds(9))
      ))
    talk.talk(milliseconds: 100)
    #expect(talk.rig.matrix.voicedCount == 3)
    talk.perform(.unbridge(supervisor))
    #expect(talk.rig.matrix.voicedCount == 2)
    talk.perform(.endRecording(caller))
    #expect(talk.rig.matrix.voicedCount == 0)
  }
}
