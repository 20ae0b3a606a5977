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

  @Test("silence lasts what it is told, in whole samples")
  func silence() {
    #expect(TelephoneAudio.silence.muLaw == [UInt8](repeating: 0xFF, count: 160))
    #expect(TelephoneAudio.silence.aLaw == [UInt8](repeating: 0xD5, count: 160))
    #expect(TelephoneAudio.silence(lasting: .seconds(2)).duration == .seconds(2))
    #expect(TelephoneAudio.silence(lasting: .microseconds(249)).sampleCount == 1)
    #expect(TelephoneAudio.silence(lasting: .seconds(-1)).sampleCount == 0)
    #expect(TelephoneAudio.empty.duration == .zero)
  }
}
