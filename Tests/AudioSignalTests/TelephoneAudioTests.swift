import AudioSignal
import Testing

@Suite("Telephone audio")
struct TelephoneAudioTests {
  @Test("each sample becomes one octet in each codec")
  func encoding() {
    let audio = TelephoneAudio(samples: [0, .max, .min, -1])
    #expect(audio.muLaw == [0xFF, 0x80, 0x00, 0x7F])
    #expect(audio.aLaw == [0xD5, 0xAA, 0x2A, 0x55])
    #expect(audio.sampleCount == 4)
    #expect(audio.duration == .microseconds(500))
  }

  @Test("every form lasts equally long, and none is made that was not asked for")
  func forms() {
    let audio = TelephoneAudio(samples: Array(repeating: 500, count: 401), also: [.opus, .linear])
    #expect(audio.muLaw.count == 401)
    #expect(audio.linear.count == 802)
    #expect(audio.opus.count == 3)
    let plain = TelephoneAudio(samples: Array(repeating: 500, count: 401))
    #expect(plain.linear.isEmpty && plain.opus.count == 0)
    #expect(TelephoneAudio.empty.duration == .zero)
  }
}
