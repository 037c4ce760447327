"""Who may do what: roles, the user pool, routes. Each check gives what is wrong, in words."""

from collections.abc import Iterator
from typing import Any

from hailong.vocabulary.words import Role
from tests.template.stack_template import Statement, Template, choices, listed, target, text

# Actions for which AWS knows no resource, so that "*" is all that can be named.
WITHOUT_RESOURCE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    # How a state machine's logs are delivered is a matter of the account.
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
}

# Managed policies are broader than they look.
MANAGED_POLICIES = {
    # The account's role with which API Gateway logs: AWS checks it for just these permissions.
    "ApiLoggingRole": {"arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"},
}

# Routes that anyone may call, and why. Each has to exist.
PUBLIC_ROUTES: dict[str, str] = {
    "GET /openapi.json": "it describes the API to those who have yet to sign in",
    "GET /rate/{rating_key}": "whoever has the signed key of a clearance may rate it",
    "HEAD /rate/{rating_key}": "the same without the page",
    "POST /rate/{rating_key}": "whoever has the signed key of a clearance may rate it",
    "POST /rate/{rating_key}/correct": "whoever has the form by which a lot was rated may correct it, for minutes",
    "GET /answers/{token}": "whoever has the signed link of an e-mail may read the answer",
    "HEAD /answers/{token}": "the same without the page",
    "GET /invitations/{token}": "whoever has the signed link of an invitation may see whether there are more",
    "HEAD /invitations/{token}": "the same without the page",
    "POST /invitations/{token}": "whoever has the signed link of an invitation may end them, by one click (RFC 8058)",
    "POST /answers/{token}/appeal": "whoever has the signed link of an e-mail may appeal",
    "POST /answers/{token}/helped": "whoever has the signed link of an e-mail may say whether the answer helped",
    "GET /console": "the page that leads to the sign-in",
    "GET /log/{proxy+}": "the public log: salted hashes, for anyone to check",
    "GET /console/{proxy+}": "its files; they hold no data, and the page is needed before anybody can sign in",
}

# Which function alone may write which table, and who alone may do what is dangerous elsewhere.
WRITERS = {
    "RatingsTable": {"SubmitRole"},
    "CountersTable": {"TallyRole"},
    "EventsTable": {"EscalateRole", "EventsRole"},
    "OfficesTable": set(),
}
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"}
ONLY = {"states:": {"EscalateRole"}, "ses:": {"NotifyRole"}}

STAFF_PATHS = ("/tasks", "/texts", "/workload", "/news", "/desk", "/statistics")
TOKEN_MINUTES = 15
_MINUTES = {"seconds": 1 / 60, "minutes": 1, "hours": 60, "days": 24 * 60}


def wildcard_resources(template: Template) -> Iterator[str]:
    for statement in template.statements():
        if any(_is_everything(resource) for resource in statement.resources):
            needless = set(statement.actions) - WITHOUT_RESOURCE
            if needless:
                yield f'{statement.name} allows {sorted(needless)} on "*", though AWS lets it name resources'


def wildcard_actions(template: Template) -> Iterator[str]:
    for statement in template.statements():
        if any("*" in action for action in statement.actions):
            yield f"{statement.name} allows whole groups of actions: {list(statement.actions)}"


def unnamed_statements(template: Template) -> Iterator[str]:
    for statement in template.statements():
        if statement.sid == "?" or not statement.resources:
            yield f"{statement.name}: a statement says by its Sid what it is for, and names its resources"


def managed_policies(template: Template) -> Iterator[str]:
    for role, properties in template.properties("AWS::IAM::Role").items():
        used = {text(arn) for arn in properties.get("ManagedPolicyArns", [])}
        if used - MANAGED_POLICIES.get(role, set()):
            yield f"{role} uses managed policies: {sorted(used)}"


def one_role_a_function(template: Template) -> Iterator[str]:
    roles = [template.role_of(function) for function in template.functions]
    for function in template.functions:
        role = template.role_of(function)
        if role is None or role not in template.properties("AWS::IAM::Role"):
            yield f"{function} has no role of this template"
        elif roles.count(role) > 1:
            yield f"{function} shares {role}"


def who_assumes_roles(template: Template) -> Iterator[str]:
    functions = {template.role_of(function) for function in template.functions}
    for role, properties in template.properties("AWS::IAM::Role").items():
        for statement in properties["AssumeRolePolicyDocument"]["Statement"]:
            services = listed(statement["Principal"].get("Service", []))
            if role in functions and services != ["lambda.amazonaws.com"]:
                yield f"{role} can be assumed by {statement['Principal']}"
            if "AWS" in statement["Principal"]:
                yield f"{role} can be assumed by {statement['Principal']}"


def table_writers(template: Template) -> Iterator[str]:
    for statement in template.statements():
        for table, writers in WRITERS.items():
            if statement.role not in writers and _touches(statement, table) and WRITES & set(statement.actions):
                yield f"{statement.name} may write {table}"


def ratings_are_never_altered(template: Template) -> Iterator[str]:
    for statement in template.statements():
        alters = {"dynamodb:UpdateItem", "dynamodb:DeleteItem"} & set(statement.actions)
        if not alters or not _touches(statement, "RatingsTable"):
            continue
        keys = statement.condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
        if keys != ["D#*"]:
            yield f"{statement.name} allows {sorted(alters)} on ratings (L#...), not only on declarations (D#...)"


def of_cases_only_lists_are_deleted(template: Template) -> Iterator[str]:
    """A case, its timeline and its refusals stay: only the places on lists (FIND#...) come and go."""
    for statement in template.statements():
        deletes = {"dynamodb:DeleteItem", "dynamodb:BatchWriteItem"} & set(statement.actions)
        if not deletes or not _touches(statement, "CasesTable"):
            continue
        keys = statement.condition.get("ForAllValues:StringLike", {}).get("dynamodb:LeadingKeys")
        if keys != ["FIND#*"]:
            yield f"{statement.name} allows {sorted(deletes)} on cases, not only on lists (FIND#...)"


def reserved_actions(template: Template) -> Iterator[str]:
    for statement in template.statements():
        for prefix, roles in ONLY.items():
            if statement.role not in roles and any(action.startswith(prefix) for action in statement.actions):
                yield f"{statement.name} allows {prefix}*, which only {sorted(roles)} may"


def routes_without_authorizer(template: Template) -> Iterator[str]:
    for route in template.routes():
        authorizers = {name for scheme in route.security for name in scheme} - {"NONE"}
        if not authorizers and route.name not in PUBLIC_ROUTES:
            yield f"{route.name} asks nobody who they are"
    for name in set(PUBLIC_ROUTES) - {route.name for route in template.routes()}:
        yield f"{name} is listed as public but does not exist"


def routes_of_machines_and_staff(template: Template) -> Iterator[str]:
    known = {
        f"{server['Identifier']}/{scope['ScopeName']}"
        for server in template.properties("AWS::Cognito::UserPoolResourceServer").values()
        for scope in server["Scopes"]
    }
    for route in template.routes():
        if route.name in PUBLIC_ROUTES:
            continue
        scopes = [scope for scheme in route.security for wanted in scheme.values() for scope in wanted]
        if route.path.startswith(STAFF_PATHS) and scopes:
            yield f"{route.name} is for staff, whose ID token has no scopes, but asks for {scopes}"
        if not route.path.startswith(STAFF_PATHS) and (not scopes or set(scopes) - known):
            yield f"{route.name} is for machines but asks for the scopes {scopes}"


def methods_by_name(template: Template) -> Iterator[str]:
    for route in template.routes():
        if route.method not in {"get", "head", "post", "put", "patch", "delete"}:
            yield f"{route.name}: the method has to be named"


def sign_up(template: Template) -> Iterator[str]:
    for name, pool in template.properties("AWS::Cognito::UserPool").items():
        if pool.get("AdminCreateUserConfig", {}).get("AllowAdminCreateUserOnly") is not True:
            yield f"{name} lets anyone sign up"
        attributes = {attribute["Name"] for attribute in pool.get("Schema", [])}
        if not {"office", "team", "staff_code"} <= attributes:
            yield f"{name} lacks attributes of staff: {attributes}"


def clients_that_write_who_one_is(template: Template) -> Iterator[str]:
    for name, client in template.properties("AWS::Cognito::UserPoolClient").items():
        if _is_machine(client):
            continue
        writable = client.get("WriteAttributes")
        if not writable:
            yield f"{name} may write every attribute, since it names none"
        elif dangerous := [one for one in writable if one.startswith("custom:") or one == "email"]:
            yield f"{name} may write {dangerous}"
        if "aws.cognito.signin.user.admin" in client.get("AllowedOAuthScopes", []):
            yield f"{name}: its tokens let users change their attributes"


def clients_flows(template: Template) -> Iterator[str]:
    for name, client in template.properties("AWS::Cognito::UserPoolClient").items():
        flows = set(client.get("AllowedOAuthFlows", []))
        if flows not in ({"code"}, {"client_credentials"}):
            yield f"{name} has the flows {sorted(flows)}"
        if _is_machine(client) != bool(client.get("GenerateSecret")):
            yield f"{name}: machines have a secret, and what runs in a browser has none"
        allowed = {"ALLOW_REFRESH_TOKEN_AUTH"} | (set() if _is_machine(client) else {"ALLOW_ADMIN_USER_PASSWORD_AUTH"})
        if more := set(client.get("ExplicitAuthFlows", [])) - allowed:
            yield f"{name} lets a password be tried past the sign-in page: {sorted(more)}"


def how_long_staff_stay(template: Template) -> Iterator[str]:
    for name, client in template.properties("AWS::Cognito::UserPoolClient").items():
        if _is_machine(client):
            continue
        for token in ("IdToken", "AccessToken"):
            unit = client.get("TokenValidityUnits", {}).get(token, "hours")
            minutes = _number(template, client.get(f"{token}Validity", 60)) * _MINUTES[unit]
            if minutes > TOKEN_MINUTES:
                yield f"{name}: a dismissed person's {token} works for {minutes:g} minutes more"


def groups(template: Template) -> Iterator[str]:
    there = {group["GroupName"] for group in template.properties("AWS::Cognito::UserPoolGroup").values()}
    wanted = {role.value for role in Role} - {Role.ENTERPRISE.value, Role.SYSTEM.value}
    if there != wanted:
        yield f"the groups are {sorted(there)}, and the roles of staff {sorted(wanted)}"


def nothing_is_sent_inside_but_locally(template: Template) -> Iterator[str]:
    """A webhook may go into a network only where the whole stack stands on the machine of whoever tries it."""
    told = template.functions["EventsFunction"]["Environment"]["Variables"].get("INSIDE")
    if told != {"Fn::If": ["IsLocal", "127.0.0.1", ""]}:
        yield f"EventsFunction may send into a network: {told}"
    if template.source["Conditions"]["IsLocal"] != {"Fn::Not": [{"Fn::Equals": [{"Ref": "LocalEndpoint"}, ""]}]}:
        yield "IsLocal does not tell that this is no cloud"


CHECKS = [
    nothing_is_sent_inside_but_locally,
    wildcard_resources,
    wildcard_actions,
    unnamed_statements,
    managed_policies,
    one_role_a_function,
    who_assumes_roles,
    table_writers,
    ratings_are_never_altered,
    of_cases_only_lists_are_deleted,
    reserved_actions,
    routes_without_authorizer,
    routes_of_machines_and_staff,
    methods_by_name,
    sign_up,
    clients_that_write_who_one_is,
    clients_flows,
    how_long_staff_stay,
    groups,
]


def _is_everything(resource: object) -> bool:
    """Whether a resource is `*`, or an ARN that ends in nothing but that."""
    return any(text(choice).split(":", 5)[-1] == "*" for choice in choices(resource))


def _touches(statement: Statement, table: str) -> bool:
    return any(target(resource) == table for resource in statement.resources)


def _number(template: Template, value: Any) -> float:
    """A number, or the default of the parameter that it refers to."""
    return float(template.source["Parameters"][value["Ref"]]["Default"] if isinstance(value, dict) else value)


def _is_machine(client: dict[str, object]) -> bool:
    return client.get("AllowedOAuthFlows") == ["client_credentials"]
