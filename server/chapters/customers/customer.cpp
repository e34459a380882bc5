#include "chapters/customers/customer.h"

namespace customers {

using namespace kernel;
using namespace kernel::words;

static constexpr auto customer = describe<Customer>(
    {.clause = "3.4.1",
     .title = "name",
     .columns = {"name", "code", "level", "region", "phone", "owner", "updated_at"},
     .sort = "name",
     .keys = {"code", "credit_code", "name"},
     .indexes = {"name+id", "owner+name+id"},
     .lines = "contacts"},
    {
        field<&Customer::id>(),
        field<&Customer::code>({unique, filterable, sortable, searchable, max_length(40), alike(Likeness::code)}),
        field<&Customer::name>({required, filterable, sortable, searchable, max_length(120), alike(Likeness::name)}),
        field<&Customer::credit_code>(
            {unique, filterable, searchable, max_length(18), form(Form::credit_code), alike(Likeness::code), clause("3.4.1")}),
        field<&Customer::segment>({filterable, sortable, max_length(60)}),
        field<&Customer::industry>({filterable, sortable, max_length(60)}),
        field<&Customer::region>({filterable}),
        field<&Customer::address>({filterable, max_length(200)}),
        field<&Customer::phone>({filterable, searchable, max_length(32), form(Form::phone), alike(Likeness::phone), clause("3.4.1")}),
        field<&Customer::email>({filterable, max_length(120), form(Form::email)}),
        field<&Customer::level>({required, filterable, sortable, clause("3.4.3")}),
        field<&Customer::size>({filterable, sortable}),
        field<&Customer::source>({filterable, sortable}),
        field<&Customer::preferences>({max_length(4000), clause("3.4.1")}),
        field<&Customer::owner>({owner, filterable, clause("3.4.3")}),
        field<&Customer::note>({max_length(4000)}),
    });

static constexpr auto contact = describe<Contact>(
    {.clause = "3.4.1", .title = "name", .columns = {"name", "position_title", "phone", "email", "customer"}, .parent = "customer"},
    {
        field<&Contact::id>(),
        field<&Contact::customer>({required, cascade, filterable}),
        field<&Contact::name>({required, filterable, searchable, max_length(60)}),
        field<&Contact::position_title>({filterable, max_length(60)}),
        field<&Contact::phone>({filterable, searchable, max_length(32), form(Form::phone)}),
        field<&Contact::email>({filterable, max_length(120), form(Form::email)}),
        field<&Contact::decides>({filterable}),
        field<&Contact::note>({max_length(400)}),
    });

const Declaration& declaration(const Customer*) {
    static constexpr Declaration made = declare<Customer>(customer);
    return made;
}

const Declaration& declaration(const Contact*) {
    static constexpr Declaration made = declare<Contact>(contact);
    return made;
}

}  // namespace customers
