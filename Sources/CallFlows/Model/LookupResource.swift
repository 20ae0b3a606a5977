package import Redaction

package typealias LookupName = Name<LookupResource>

/// Something outside that a flow may ask, as `lookups.yaml` declares it: an HTTP resource that answers in JSON.
package struct LookupResource: Sendable, Hashable {
  package enum Method: String, Sendable, Hashable, CaseIterable {
    case get = "GET"
    case post = "POST"
  }

  package var name: LookupName
  package var method: Method
  /// The whole URL. Only literals stand in its scheme, host and port.
  package var url: LookupTemplate
  package var headers: [LookupHeader]
  /// What a POST sends as a JSON object, in the order of the file.
  package var body: [LookupMember]
  /// From asking to the whole answer, retries included.
  package var wait: Duration
  /// How often it is asked again after a failure, while `wait` lasts.
  package var retries: Int
  /// How long the same answer to the same question is good for; `nil`: every caller asks anew.
  package var cache: Duration?
  /// What the answer holds, in the order of the file.
  package var gives: [LookupField]
  /// Statuses that mean that there is nothing to be found.
  package var missing: Set<Int>
  package var location: SourceLocation

  package init(
    name: LookupName, method: Method = .get, url: LookupTemplate, headers: [LookupHeader] = [],
    body: [LookupMember] = [], wait: Duration = .seconds(2), retries: Int = 0, cache: Duration? = nil,
    gives: [LookupField] = [], missing: Set<Int> = [404], location: SourceLocation = .unknown
  ) {
    self.name = name
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.wait = wait
    self.retries = retries
    self.cache = cache
    self.gives = gives
    self.missing = missing
    self.location = location
  }

  /// What a step's `send` has to give, all of it and nothing else.
  package var parameters: Set<VariableName> {
    let templates = [url] + headers.map(\.value) + body.map(\.value)
    return Set(templates.flatMap(\.parameters))
  }

  /// The types of what the answer gives, by name.
  package var types: [VariableName: FlowType] {
    Dictionary(gives.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
  }
}

/// One field of the request's header.
package struct LookupHeader: Sendable, Hashable {
  package var name: String
  package var value: LookupTemplate

  package init(name: String, value: LookupTemplate) {
    self.name = name
    self.value = value
  }
}

/// One member of the JSON object that a POST sends.
package struct LookupMember: Sendable, Hashable {
  package var name: String
  /// A template that is one parameter and nothing else keeps the parameter's type; any other becomes text.
  package var value: LookupTemplate

  package init(name: String, value: LookupTemplate) {
    self.name = name
    self.value = value
  }
}

/// Text with places for values: `https://crm.example/customers?phone={phone}`.
package struct LookupTemplate: Sendable, Hashable {
  package enum Piece: Sendable, Hashable {
    case literal(String)
    /// A value that the flow sends.
    case parameter(VariableName)
    /// What an environment variable of the service held when the release was read.
    case environment(Redacted<String>)
  }

  package var pieces: [Piece]

  package init(_ pieces: [Piece]) {
    self.pieces = pieces
  }

  package var parameters: [VariableName] {
    pieces.compactMap { piece in
      switch piece {
      case .parameter(let name): name
      case .literal, .environment: nil
      }
    }
  }
}

extension LookupTemplate: CustomStringConvertible {
  /// As it was written, but for the names of environment variables, which are not known any more.
  package var description: String {
    pieces.map { piece in
      switch piece {
      case .literal(let text): text
      case .parameter(let name): "{\(name)}"
      case .environment: "{env}"
      }
    }.joined()
  }
}

/// One value of the answer: what it is kept as, what it is, and where it stands.
package struct LookupField: Sendable, Hashable {
  package var name: VariableName
  package var type: FlowType
  package var path: JSONPath

  package init(name: VariableName, type: FlowType, path: JSONPath) {
    self.name = name
    self.type = type
    self.path = path
  }
}

/// Where a value stands in a JSON document: `$.person.names[0]`. Names and places in lists; no wildcards, no filters.
package struct JSONPath: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case member(String)
    case element(Int)
  }

  package var parts: [Part]

  package init(_ parts: [Part]) {
    self.parts = parts
  }
}

extension JSONPath: CustomStringConvertible {
  package var description: String {
    parts.reduce(into: "$") { text, part in
      switch part {
      case .member(let name): text += ".\(name)"
      case .element(let index): text += "[\(index)]"
      }
    }
  }
}
