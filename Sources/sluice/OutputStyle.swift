import Foundation
import PolicyGuidance

extension TextStyle {
    /// For standard output: colours if it is a terminal that has them, and nobody said no.
    ///
    /// Source: https://no-color.org: any `NO_COLOR` that is not empty says no.
    static var output: TextStyle {
        let environment = ProcessInfo.processInfo.environment
        let saysNo = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return TextStyle(
            isColoured: isatty(STDOUT_FILENO) == 1 && !saysNo && environment["TERM"] != "dumb")
    }
}
