import AudioSignal
import MediaEngine
import SDPSessions
import Testing

@Suite("What a party hears, to the sample")
struct PlayoutTests {
  private func frame(_ playout: inout Playout, _ codec: AudioCodec = .pcmu) -> ([UInt8], Playout.Frame) {
    var octets = [UInt8](repeating: 0, count: 12 + Playout.longestPayload)
    var span = octets.mutableSpan
    let (kind, count) = playout.fill(&span, at: 12, codec)
    #expect(octets.prefix(12).allSatisfy { $0 == 0 })
    return (Array(octets[12..<(12 + count)]), kind)
  }

  @Test(
    "Prompts follow each other without a gap, and the end is told with the last sample",
    arguments: [
      ([400, 37, 203], 4), ([160], 1), ([161], 2), ([1, 1, 1], 1), ([0, 320, 0], 2), ([640, 0, 1], 5), ([0], 1),
      ([], 1),
    ] as [([Int], Int)])
  func sequences(lengths: [Int], frames: Int) {
    let audios = lengths.enumerated().map { TelephoneAudio.pattern($1, seed: UInt64($0)) }
    var playout = Playout()
    playout.play(audios, PlaybackID(rawValue: 9))
    var heard: [UInt8] = []
    for number in 1...frames {
      let (octets, kind) = frame(&playout)
      heard += octets
      #expect(kind == (number == frames ? .last(PlaybackID(rawValue: 9)) : .audio))
    }
    let samples = audios.flatMap(\.muLaw)
    #expect(Array(heard.prefix(samples.count)) == samples)
    #expect(heard.dropFirst(samples.count).allSatisfy { $0 == 0xFF })
    #expect(frame(&playout).1 == .silence)
    #expect(!playout.isActive)
  }

  @Test("What is appended follows without a gap, and only to the playback it is meant for")
  func appending() {
    let audios = [37, 203, 90, 1, 400].enumerated().map { TelephoneAudio.pattern($1, seed: UInt64($0)) }
    let playback = PlaybackID(rawValue: 9)
    var playout = Playout()
    playout.play(Array(audios[0...1]), playback)
    var (heard, kind) = frame(&playout)
    playout.append([audios[2]], to: PlaybackID(rawValue: 8))
    playout.append(Array(audios[2...3]), to: playback)
    heard += frame(&playout).0
    playout.append([audios[4]], to: playback)
    while case .audio = kind {
      let next = frame(&playout)
      heard += next.0
      kind = next.1
    }
    let samples = audios.flatMap(\.muLaw)
    #expect(Array(heard.prefix(samples.count)) == samples)
    #expect(heard.count == (samples.count + 159) / 160 * 160)
    #expect(kind == .last(playback))
    // What comes too late is not played.
    playout.append([audios[0]], to: playback)
    #expect(frame(&playout).1 == .silence)
  }

  @Test("A-law has its own octets and its own silence")
  func aLaw() {
    let audio = TelephoneAudio.pattern(100)
    var playout = Playout()
    #expect(frame(&playout, .pcma).0 == Array(repeating: 0xD5, count: 160))
    playout.play([audio], PlaybackID(rawValue: 1))
    #expect(frame(&playout, .pcma).0 == audio.aLaw + Array(repeating: 0xD5, count: 60))
  }

  @Test("Music goes round without a gap and keeps its place while a prompt plays")
  func music() {
    let music = TelephoneAudio.pattern(250)
    var playout = Playout()
    playout.loop(music)
    var heard = frame(&playout).0
    playout.play([TelephoneAudio.pattern(10, seed: 2)], PlaybackID(rawValue: 1))
    #expect(frame(&playout).1 == .last(PlaybackID(rawValue: 1)))
    #expect(frame(&playout).1 == .silence)
    playout.loop(music)
    for _ in 0..<4 { heard += frame(&playout).0 }
    #expect(heard == Array((music.muLaw + music.muLaw + music.muLaw + music.muLaw).prefix(800)))
  }

  @Test("Music shorter than a frame fills it, other music begins at its beginning, and no music is silence")
  func shortMusic() {
    var playout = Playout()
    let tick = TelephoneAudio.pattern(3)
    playout.loop(tick)
    #expect(frame(&playout).0 == (0..<160).map { tick.muLaw[$0 % 3] })
    let other = TelephoneAudio.pattern(500, seed: 3)
    playout.loop(other)
    #expect(frame(&playout).0 == Array(other.muLaw.prefix(160)))
    playout.loop(.empty)
    #expect(frame(&playout) == (Array(repeating: 0xFF, count: 160), .silence))
  }

  @Test("A new playback replaces the old one at once, and stop ends it; neither tells an end")
  func replaced() {
    var playout = Playout()
    let second = TelephoneAudio.pattern(320, seed: 2)
    playout.play([TelephoneAudio.pattern(320)], PlaybackID(rawValue: 1))
    #expect(frame(&playout).1 == .audio)
    playout.play([second], PlaybackID(rawValue: 2))
    #expect(frame(&playout) == (Array(second.muLaw.prefix(160)), .audio))
    playout.stop()
    #expect(frame(&playout).1 == .silence)
  }
}
