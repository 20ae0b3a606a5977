import Synchronization

/// Audio that goes round and round, made when it is first asked for, once for each set of forms.
final class AudioOnDemand: Sendable {
  private let make: @Sendable () -> [Int16]
  private let made = Mutex<[TelephoneAudio.Forms.RawValue: TelephoneAudio]>([:])

  /// - Parameter make: the samples, at 8 kHz.
  init(_ make: @escaping @Sendable () -> [Int16]) {
    self.make = make
  }

  func audio(also forms: TelephoneAudio.Forms) -> TelephoneAudio {
    made.withLock { made in
      if let audio = made[forms.rawValue] { return audio }
      let audio = TelephoneAudio(samples: make(), also: forms, isLoop: true)
      made[forms.rawValue] = audio
      return audio
    }
  }
}
