package import CallFlows
package import CallQueues
package import Redaction

/// Somebody wants to record a prompt by phone.
package struct PromptRecordingOrder: Sendable, Equatable {
  /// Whose phone rings.
  package enum Phone: Sendable, Equatable {
    case agent(AgentID, phone: Redacted<String>)
    /// A telephone number outside.
    case outside(Redacted<String>)
  }

  /// Names the order, for whoever waits to hear what becomes of it.
  package var id: String
  /// The recording's name without its ending: `welcome`, or `service-place.3` for the third place.
  package var prompt: String
  package var language: Language
  package var phone: Phone

  package init(id: String, prompt: String, language: Language, phone: Phone) {
    self.id = id
    self.prompt = prompt
    self.language = language
    self.phone = phone
  }
}

/// What a call that records a prompt asks of the studio.
package enum StudioRequest: Sendable, Equatable {
  /// Record what the phone says; answered by `.ready`, `.empty` or `.failed` of this take, once it is over.
  case record(LegID, RecordingName, atMost: Duration, endsAfterSilence: Duration)
  /// The take is over.
  case finish(LegID)
  /// Play the take as callers would hear it; a playback as any other. Whatever plays next gives it up.
  case play(LegID, RecordingName, PlaybackNumber)
  /// Make the take the prompt's recording; answered by `.kept`, `.exists` or `.failed`.
  ///
  /// `replacing`: also where there is one already, which is gone then.
  case keep(RecordingName, replacing: Bool)
  /// Nobody wants this take.
  case discard(RecordingName)
  /// Tell whoever gave the order.
  case report(StudioProgress)
}

package enum StudioAnswer: Sendable, Equatable {
  /// The take is trimmed and as loud as all prompts are.
  case ready(RecordingName)
  /// Nobody said anything in it.
  case empty(RecordingName)
  /// It is on the disk under the prompt's name.
  case kept(RecordingName)
  /// There is another recording of the prompt, and nothing has been done.
  case exists(RecordingName)
  /// The take of this playback cannot be read.
  case unreadable(PlaybackNumber)
  /// The disk does not do what it should; a sentence for whoever gave the order.
  case failed(RecordingName, String)
}

/// How an order goes.
package enum StudioProgress: Sendable, Equatable {
  case ringing
  case answered
  /// The prompt has a new recording; the end of it.
  case kept
  /// The prompt is as it was, for the reason that stands there; the end of it.
  case notKept(String)

  /// Whether nothing follows.
  package var isEnd: Bool {
    switch self {
    case .ringing, .answered: false
    case .kept, .notKept: true
    }
  }
}
