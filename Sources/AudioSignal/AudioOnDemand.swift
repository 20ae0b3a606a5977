import Synchronization

/// Audio that is computed, made when it is first asked for, once for each set of forms.
final class AudioOnDemand: Sendable {
  private let isLoop: Bool
  private let make: @Sendable () -> [Int16]
  private let made = Mutex<[TelephoneAudio.Forms.RawValue: TelephoneAudio]>([:])

  /// - Parameters:
  ///   - isLoop: whether it goes round and round.
  ///   - make: the samples, at 8 kHz.
  init(isLoop: Bool = true, _ make: @escaping @Sendable () -> [Int16]) {
    self.isLoop = isLoop
    self.make = make
  }

  func audio(also forms: TelephoneAudio.Forms) -> TelephoneAudio {
    made.withLock { made in
      if let audio = made[forms.rawValue] { return audio }
      let audio = TelephoneAudio(samples: make(), also: forms, isLoop: isLoop)
      made[forms.rawValue] = audio
      return audio
    }
  }
}
