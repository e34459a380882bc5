// What single chapters add to the forms that follow from the schema.
import './sales/order_line_amount';
