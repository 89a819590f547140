"""What the author wrote, typed, with nothing filled in: documents -> ProjectDefinition."""

from compiler.definition.building import build as build
from compiler.definition.guiding import read_client as read_client
from compiler.definition.vendors import read_vendor as read_vendor
from compiler.definition.written import ApiDefinition as ApiDefinition
from compiler.definition.written import ProjectDefinition as ProjectDefinition
