"""Vendors are data: vendor.yaml beside an OpenAPI description -> Vendor, and the catalogue."""

from compiler.vendors.cache import cache_of as cache_of
from compiler.vendors.catalogue import Catalogue as Catalogue
from compiler.vendors.catalogue import VendorDefect as VendorDefect
from compiler.vendors.catalogue import load_catalogue as load_catalogue
from compiler.vendors.clients import ClientDefect as ClientDefect
from compiler.vendors.clients import Clients as Clients
from compiler.vendors.clients import load_clients as load_clients
from compiler.vendors.described import parameters_of as parameters_of
from compiler.vendors.described import values_of_parameter as values_of_parameter
from compiler.vendors.files import ClientFile as ClientFile
from compiler.vendors.files import Incomplete as Incomplete
from compiler.vendors.files import VendorFiles as VendorFiles
from compiler.vendors.files import VendorFolder as VendorFolder
from compiler.vendors.files import folders as folders
from compiler.vendors.files import is_client as is_client
from compiler.vendors.pinning import check_pinned_headers as check_pinned_headers
from compiler.vendors.schemas import written_pointer as written_pointer
from compiler.vendors.vendor import Vendor as Vendor
from compiler.vendors.vendor import VendorOperation as VendorOperation
