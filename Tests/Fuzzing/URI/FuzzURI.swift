import FuzzingDriver
import TestMaterial

@main
struct FuzzURI {
  static func main() { Fuzzer.run(.uri) }
}
