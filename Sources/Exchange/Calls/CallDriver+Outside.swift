import CallControl
import CallFlows
import FlowLibrary
import OutsideServices
import Redaction

/// What a call wants of the world outside. Nobody waits for it here: the answer comes into the call's inbox.
extension CallDriver {
  func perform(_ request: OutsideRequest) {
    switch request {
    case .lookUp(let request): lookUp(request)
    case .send(let message): send(message)
    case .find(let number, let wanted): pending.append(.outside(.target(number, target(of: wanted))))
    case .maySurvey(let request, let caller): askWhetherDue(request, caller)
    case .abandon(let number): questions.removeValue(forKey: number)?.cancel()
    }
  }

  private func lookUp(_ request: LookupRequest) {
    guard let resource = release.flows.lookups[request.resource] else {
      let sentence = "the release has no lookup \(request.resource)"
      return pending.append(.outside(.lookup(request.number, .failed(sentence))))
    }
    questions[request.number] = Task { [inbox, lookups = context.lookups] in
      let result = await lookups.ask(resource, with: request.send, within: request.wait)
      inbox.post(.input(.outside(.lookup(request.number, result))))
    }
  }

  private func askWhetherDue(_ request: SurveyRequest, _ caller: Redacted<String>) {
    questions[request.number] = Task { [inbox, surveys = context.surveys] in
      let isDue = await surveys.mayAsk(request.survey, caller, onePer: request.onePer)
      inbox.post(.input(.outside(.survey(request.number, isDue: isDue))))
    }
  }

  /// A message outlives the call that sends it.
  private func send(_ message: OutgoingMessage) {
    Task { [inbox, post = context.post, id] in
      let fault: String? =
        switch message.way {
        case .webhook:
          await post.postWebhook(to: message.to, template: message.template, values: message.send, of: id)
        case .email:
          await post.postEmail(to: message.to, template: message.template, values: message.send, of: id)
        }
      inbox.post(.input(.outside(.message(message.number, fault.map { .failed($0) } ?? .sent))))
    }
  }
}
